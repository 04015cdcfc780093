package io.robusttransfer.operator.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.robusttransfer.crds.api.PinnedPlan;
import io.robusttransfer.crds.api.Worker;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WorkerImageTest {
    private static final String NEW = "registry.example.org/robust-transfer-worker:0.2.0";
    private static final String DIGEST = "@sha256:" + "e".repeat(64);

    @Test
    void an_upgraded_operator_goes_on_with_the_image_of_the_plan() {
        assertThat(run(null, "registry.example.org/robust-transfer-worker:0.1.0", null))
                .isEqualTo("registry.example.org/robust-transfer-worker:0.1.0");
    }

    @Test
    void a_tag_that_moved_changes_nothing_where_the_digest_is_known() {
        assertThat(run("mine/worker:1", "mine/worker:1", "docker.io/mine/worker" + DIGEST))
                .isEqualTo("docker.io/mine/worker" + DIGEST);
    }

    @Test
    void what_the_experiment_asks_for_now_comes_first() {
        assertThat(run("mine/worker:2", "mine/worker:1", "docker.io/mine/worker" + DIGEST))
                .isEqualTo("mine/worker:2");
    }

    @Test
    void a_digest_that_cannot_be_pulled_is_not_used() {
        assertThat(run(null, "localhost/worker:dev", DIGEST.substring(1))).isEqualTo("localhost/worker:dev");
        assertThat(run(null, "localhost/worker:dev", "docker.io/library/import-2026" + DIGEST))
                .isEqualTo("localhost/worker:dev");
    }

    @Test
    void before_there_is_a_plan_the_default_is_run() {
        assertThat(run(null, null, null)).isEqualTo(NEW);
    }

    @ParameterizedTest
    @CsvSource({
        "worker, docker.io/library/worker",
        "worker:1, docker.io/library/worker",
        "mine/worker:1, docker.io/mine/worker",
        "localhost/worker:dev, localhost/worker",
        "registry:5000/worker, registry:5000/worker",
        "registry:5000/worker:1@sha256:ab, registry:5000/worker",
        "r.example.org/a/b/worker:1, r.example.org/a/b/worker",
    })
    void a_repository_is_known_however_it_is_written(String image, String repository) {
        assertThat(WorkerImage.repository(image)).isEqualTo(repository);
    }

    private static String run(String wanted, String planned, String id) {
        Optional<PinnedPlan> plan = Optional.ofNullable(planned)
                .map(image -> new PinnedPlan("d".repeat(64), 1, 1, null, null, null, image, id));
        return WorkerImage.toRun(
                Given.experiment(new Worker(wanted, null, null, null, null)).getSpec(), plan, NEW);
    }
}
