package io.robusttransfer.tests.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

@OnCluster
class DeletionKeepsResultsTest {
    @Test
    void jobs_and_pods_go_with_their_experiment_and_results_stay_for_the_next() {
        Operator.deploy();
        try (Lab lab = Lab.open("deletion")) {
            Applied experiment = lab.apply(Manifest.small())
                    .await("some stages are done", now -> lab.results().stages().size() >= 2);
            experiment.delete();
            Await.atMost(Duration.ofMinutes(1))
                    .showing(experiment::seenWithoutStatus)
                    .until(
                            "its Jobs and pods are gone",
                            () -> lab.jobs().isEmpty() && lab.pods().isEmpty());
            Map<String, String> kept = lab.results().stages();
            int attempts = lab.history().attempts().size();
            assertThat(kept).hasSizeBetween(2, 7);

            Applied again = lab.apply(Manifest.small()).awaitComplete();
            assertThat(again.uid()).isNotEqualTo(experiment.uid());
            assertThat(lab.results().stages())
                    .containsAllEntriesOf(kept)
                    .isEqualTo(LaptopRun.of(Manifest.small()).stages());
            assertThat(lab.history().attempts().stream().skip(attempts))
                    .noneMatch(attempt -> kept.containsKey("stages/" + attempt.key() + "/"));
            assertThat(lab.history().wasted()).isEmpty();
        }
    }
}
