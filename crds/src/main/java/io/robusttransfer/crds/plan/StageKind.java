package io.robusttransfer.crds.plan;

/** The kind of a stage: a training on the source, a new head on a target, or an evaluation. */
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
