package io.robusttransfer.crds.plan;

import io.robusttransfer.crds.api.Measure;
import io.robusttransfer.crds.json.CanonicalJson;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * The document of a part: one measure of one model on one domain, or images under an attack. Evaluations share parts, since a key depends neither on the
 * other measures nor on the other heads. {@code head} equals {@code source} for a source model's own head, and for scores, which all heads on one f share;
 * {@code scoredOn} is there for scores alone.
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
        String head,
        ScoredOn scoredOn) {
    public static Part of(StageDocument.Evaluate stage, Measure measure, String head) {
        return of("part", stage, measure, head);
    }

    /** Images as the attack moves them, in place of figures. */
    public static Part examples(StageDocument.Evaluate stage, Measure.InBall attack, String head) {
        return of("examples", stage, attack, head);
    }

    private static Part of(String kind, StageDocument.Evaluate stage, Measure measure, String head) {
        boolean score = measure instanceof Measure.Transferability;
        return new Part(
                StageDocument.SCHEMA,
                kind,
                new Revisions(stage.revisions()).select(Revisions.PREPARATION, measure.algorithm()),
                stage.domain(),
                measure.images(stage.measures().images()),
                stage.measures().batchSize(),
                measure,
                stage.source(),
                score ? stage.source() : head,
                score ? stage.scoredOn() : null);
    }

    /** Keys of the stages whose networks it is made of. */
    public List<String> models() {
        return Stream.of(source, head, scoredOn == null ? null : scoredOn.head())
                .filter(Objects::nonNull)
                .distinct()
                .toList();
    }

    public String key() {
        return CanonicalJson.key(this);
    }
}
