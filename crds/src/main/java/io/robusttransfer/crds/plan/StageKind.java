package io.robusttransfer.crds.plan;

public enum StageKind {
    SOURCE_TRAIN("source-train"),
    TARGET_RETRAIN("target-retrain"),
    EVALUATE("evaluate");

    private final String spelling;

    StageKind(String spelling) {
        this.spelling = spelling;
    }

    @Override
    public String toString() {
        return spelling;
    }
}
