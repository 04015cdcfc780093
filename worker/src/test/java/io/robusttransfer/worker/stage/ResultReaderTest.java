package io.robusttransfer.worker.stage;

import static org.assertj.core.api.Assertions.assertThat;

import io.robusttransfer.crds.api.EvaluationSpec;
import io.robusttransfer.crds.api.LipschitzCertificateSpec;
import io.robusttransfer.crds.api.Measure;
import io.robusttransfer.crds.api.Study;
import io.robusttransfer.crds.json.CanonicalJson;
import io.robusttransfer.crds.plan.Measures;
import io.robusttransfer.crds.plan.Plan;
import io.robusttransfer.crds.plan.Stage;
import io.robusttransfer.crds.plan.StageDocument;
import io.robusttransfer.worker.archive.Product;
import io.robusttransfer.worker.archive.StageManifest;
import io.robusttransfer.worker.archive.StageOutcome;
import io.robusttransfer.worker.archive.StageStore;
import io.robusttransfer.worker.evaluate.Column;
import io.robusttransfer.worker.evaluate.Evaluation;
import io.robusttransfer.worker.evaluate.Sample;
import io.robusttransfer.worker.evaluate.SampleFiles;
import io.robusttransfer.worker.report.Cell;
import io.robusttransfer.worker.report.Outcome;
import io.robusttransfer.worker.report.Series;
import io.robusttransfer.worker.store.FolderStore;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultReaderTest {
    private static final String TRAIN = "a".repeat(64);
    private static final String RETRAIN = "b".repeat(64);
    private static final String HEAD = "c".repeat(64);
    private static final String EVALUATE = "d".repeat(64);

    @TempDir
    Path folder;

    @Test
    void what_diverged_is_told_by_the_training_that_it_was() {
        assertThat(outcome(new Plan.Cell("ce", null, null, 0, TRAIN, null, EVALUATE), TRAIN))
                .isEqualTo(new Outcome.Diverged("source training", 7));
        assertThat(outcome(new Plan.Cell("supcon", null, null, 0, TRAIN, RETRAIN, EVALUATE), RETRAIN))
                .isEqualTo(new Outcome.Diverged("fitting the source's head", 7));
        assertThat(outcome(new Plan.Cell("supcon", "letters", "ce", 0, TRAIN, HEAD, EVALUATE), HEAD))
                .isEqualTo(new Outcome.Diverged("target retraining", 7));
    }

    @Test
    void numbers_of_the_model_are_read_from_the_metrics_of_its_head() {
        Measure clean = new Measure.Clean();
        Measure bound = new Measure.Lipschitz();
        List<Sample> samples = List.of(new Sample(3, 1, true, .25), new Sample(4, 0, false, .5));
        Map<String, Object> figures = new TreeMap<>(Map.of(
                TRAIN,
                List.of(
                        new Evaluation.Figures(clean, clean.key(), 2, Map.of("accuracy", .5), Map.of()),
                        new Evaluation.Figures(bound, bound.key(), 2, Map.of(), Map.of("lipschitz_bound", 4.25))),
                HEAD,
                List.of(new Evaluation.Figures(bound, bound.key(), 2, Map.of(), Map.of("lipschitz_bound", 7.)))));
        StageManifest manifest = store().stage(EVALUATE)
                .finish(
                        StageOutcome.COMPLETED,
                        List.of(
                                new Product.Bytes(
                                        "samples",
                                        "csv.gz",
                                        SampleFiles.write(Map.of(
                                                Column.of(TRAIN, clean), samples, Column.of(TRAIN, bound), samples))),
                                new Product.Bytes("metrics", "json", CanonicalJson.bytes(Map.of("heads", figures)))),
                        Map.of(),
                        Map.of(),
                        Map.of())
                .manifest();
        StageDocument evaluate = new StageDocument.Evaluate(
                1,
                Map.of(),
                null,
                null,
                null,
                new Measures(2, 2, List.of(), null, List.of(bound), null),
                TRAIN,
                List.of(),
                null);
        Plan.Cell cell = new Plan.Cell("bounded", null, null, 0, TRAIN, null, EVALUATE);
        Plan plan = new Plan(
                1,
                "test",
                study(),
                List.of(),
                Map.of(),
                List.of(new Stage(EVALUATE, "evaluate", evaluate)),
                null,
                List.of(),
                List.of(cell));

        Outcome.Completed read = (Outcome.Completed) new ResultReader(plan, store(), Map.of(EVALUATE, manifest))
                .cells()
                .get(0)
                .outcome();

        assertThat(read.numbers()).isEqualTo(Map.of("lipschitz_bound", 4.25));
        assertThat(read.series()).containsOnlyKeys(Series.CLEAN, Series.LIPSCHITZ);
    }

    private static Study study() {
        EvaluationSpec evaluation = new EvaluationSpec(
                2, 2, List.of(), false, null, null, null, null, new LipschitzCertificateSpec(List.of()), null, null);
        return new Study(List.of(0), null, null, null, null, List.of(), evaluation);
    }

    private StageStore store() {
        return new StageStore(new FolderStore(folder), () -> Instant.EPOCH, key -> List.of(), notice -> {
            throw new AssertionError(notice);
        });
    }

    private Outcome outcome(Plan.Cell cell, String diverged) {
        StageStore store = store();
        StageManifest manifest = store.stage(diverged)
                .finish(
                        StageOutcome.DIVERGED,
                        List.of(new Product.Bytes("metrics", "json", CanonicalJson.bytes(Map.of("divergedAtStep", 7)))),
                        Map.of(),
                        Map.of(),
                        Map.of())
                .manifest();
        Plan plan = new Plan(1, "test", null, List.of(), Map.of(), List.of(), null, List.of(), List.of(cell));
        List<Cell> cells = new ResultReader(plan, store, Map.of(diverged, manifest)).cells();
        return cells.get(0).outcome();
    }
}
