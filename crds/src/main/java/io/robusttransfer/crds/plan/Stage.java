package io.robusttransfer.crds.plan;

import io.robusttransfer.crds.json.CanonicalJson;

/**
 * A stage of a plan: one training or one evaluation.
 *
 * @param key SHA-256 of the canonical document
 * @param title for people: scheme and seed by their names in this experiment; not part of the key
 */
public record Stage(String key, String title, StageDocument document) {
    static Stage of(String title, StageDocument document) {
        return new Stage(CanonicalJson.key(document), title, document);
    }
}
