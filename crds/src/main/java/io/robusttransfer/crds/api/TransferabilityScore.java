package io.robusttransfer.crds.api;

import com.fasterxml.jackson.annotation.JsonProperty;

/** A number that says how well an f suits a target before a head is fitted there. Of two, the higher one promises more. */
public enum TransferabilityScore {
    @JsonProperty("leep")
    LEEP("leep", "LEEP", "nats per image"),
    @JsonProperty("nce")
    NCE("nce", "NCE", "nats per image"),
    @JsonProperty("logme")
    LOGME("logme", "LogME", "nats per image"),
    @JsonProperty("hscore")
    HSCORE("hscore", "H-score", "squared correlations"),
    @JsonProperty("transrate")
    TRANSRATE("transrate", "TransRate", "nats per image"),
    @JsonProperty("gbc")
    GBC("gbc", "GBC", "overlap of classes, negated"),
    @JsonProperty("cka")
    CKA("cka", "CKA", "cosine with the labels");

    private final ModelNumber number;

    TransferabilityScore(String spelling, String title, String unit) {
        this.number = new ModelNumber(spelling, title, unit, false);
    }

    /** How results have it; its id is its name in a manifest. */
    public ModelNumber number() {
        return number;
    }
}
