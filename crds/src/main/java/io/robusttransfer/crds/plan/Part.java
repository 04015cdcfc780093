package io.robusttransfer.crds.plan;

import io.robusttransfer.crds.api.Measure;
import io.robusttransfer.crds.json.CanonicalJson;
import java.util.Map;

/**
 * The document of a part: one measure of one model on one domain, or images under an attack. Evaluations share parts, since a key depends neither on the
 * other measures nor on the other heads. {@code head} equals {@code source} for a source model's own head.
 */
public record Part(
        int schema,
        String kind,
        Map<String, Integer> revisions,
        TestDomain domain,
        int images,
        int batchSize,
        Measure measure,
        String source,
        String head) {
    public static Part of(StageDocument.Evaluate stage, Measure measure, String head) {
        return of("part", stage, measure, head);
    }

    /** Images as the attack moves them, in place of figures. */
    public static Part examples(StageDocument.Evaluate stage, Measure.InBall attack, String head) {
        return of("examples", stage, attack, head);
    }

    private static Part of(String kind, StageDocument.Evaluate stage, Measure measure, String head) {
        return new Part(
                StageDocument.SCHEMA,
                kind,
                new Revisions(stage.revisions()).select(Revisions.PREPARATION, measure.algorithm()),
                stage.domain(),
                measure.images(stage.measures().images()),
                stage.measures().batchSize(),
                measure,
                stage.source(),
                head);
    }

    public String key() {
        return CanonicalJson.key(this);
    }
}
