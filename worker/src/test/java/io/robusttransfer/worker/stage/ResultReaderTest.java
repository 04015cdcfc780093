package io.robusttransfer.worker.stage;

import static org.assertj.core.api.Assertions.assertThat;

import io.robusttransfer.crds.json.CanonicalJson;
import io.robusttransfer.crds.plan.Plan;
import io.robusttransfer.worker.archive.Product;
import io.robusttransfer.worker.archive.StageManifest;
import io.robusttransfer.worker.archive.StageOutcome;
import io.robusttransfer.worker.archive.StageStore;
import io.robusttransfer.worker.report.Cell;
import io.robusttransfer.worker.report.Outcome;
import io.robusttransfer.worker.store.FolderStore;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
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

    private Outcome outcome(Plan.Cell cell, String diverged) {
        StageStore store = new StageStore(new FolderStore(folder), () -> Instant.EPOCH, key -> List.of(), notice -> {
            throw new AssertionError(notice);
        });
        StageManifest manifest = store.stage(diverged)
                .finish(
                        StageOutcome.DIVERGED,
                        List.of(new Product.Bytes("metrics", "json", CanonicalJson.bytes(Map.of("divergedAtStep", 7)))),
                        Map.of(),
                        Map.of(),
                        Map.of())
                .manifest();
        Plan plan = new Plan(1, "test", null, List.of(), Map.of(), List.of(), List.of(), List.of(cell));
        List<Cell> cells = new ResultReader(plan, store, Map.of(diverged, manifest)).cells();
        return cells.get(0).outcome();
    }
}
