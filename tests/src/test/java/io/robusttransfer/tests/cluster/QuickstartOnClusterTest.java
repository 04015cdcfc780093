package io.robusttransfer.tests.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.robusttransfer.crds.json.CanonicalJson;
import io.robusttransfer.tests.run.StoredResults;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The manifest of a laptop, applied to a cluster, gives the laptop's numbers, and says on the way how far it is. */
@OnCluster
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class QuickstartOnClusterTest {
    /** Asks for little, so that it is not the scheduler's queue that is looked at. */
    private static final Manifest REDUCED =
            Manifest.reduced().parallel(2).requests("cpu", "50m").requests("memory", "300Mi");

    private final List<Map<String, String>> rows = new ArrayList<>();
    private Lab lab;
    private Applied experiment;

    @BeforeAll
    void run() {
        Operator.deploy();
        lab = Lab.open("quickstart");
        experiment = lab.apply(REDUCED);
        Await.atMost(Applied.LONG).showing(experiment::seen).until("it is Complete", () -> {
            Map<String, String> row = experiment.columns();
            long inStore = lab.results().stages().size();
            assertThat(done(row)).as("DONE, with %s in the store", inStore).isLessThanOrEqualTo(inStore);
            row.remove("Age");
            if (rows.isEmpty() || !rows.get(rows.size() - 1).equals(row)) {
                rows.add(row);
            }
            assertThat(experiment.is("Failed")).as(experiment::seen).isFalse();
            return experiment.is("Complete");
        });
        rows.add(experiment.columns());
    }

    @AfterAll
    void close() {
        if (lab != null) {
            lab.close();
        }
    }

    @Test
    void metrics_and_checkpoints_are_the_laptops_bit_for_bit() {
        StoredResults laptop = LaptopRun.of(REDUCED);
        assertThat(laptop.stages()).isNotEmpty();
        assertThat(lab.results().stages()).isEqualTo(laptop.stages());
        assertThat(lab.results().parts()).isEqualTo(laptop.parts());
    }

    @Test
    void the_columns_tell_each_point_of_the_run() {
        int all = lab.results().stages().size();
        assertThat(rows.stream()
                        .map(row -> row.get("Status"))
                        .filter(status -> !status.isEmpty())
                        .distinct())
                .containsExactly("Planning", "Running", "Reporting", "Complete");
        assertThat(rows).extracting(QuickstartOnClusterTest::done).isSorted();
        assertThat(rows)
                .extracting(row -> number(row.get("Running")))
                .contains(1L, 2L)
                .allMatch(jobs -> jobs <= 2);
        assertThat(rows).extracting(row -> number(row.get("Failed"))).containsOnly(0L);
        assertThat(rows.get(rows.size() - 1))
                .containsEntry("Name", experiment.name())
                .containsEntry("Status", "Complete")
                .containsEntry("Done", all + "/" + all)
                .containsEntry("Running", "0")
                .containsEntry("Failed", "0")
                .hasEntrySatisfying("Best", best -> assertThat(best).isNotBlank())
                .hasEntrySatisfying("Age", age -> assertThat(age).matches("\\d+[smh].*"));
    }

    @Test
    void the_report_is_where_the_status_says_and_hashes_as_it_says() {
        JsonNode report = experiment.status().path("report");
        String name =
                "experiments/%s/%s/%s/report.html".formatted(lab.namespace(), experiment.name(), experiment.uid());
        assertThat(report.path("uri").asText()).endsWith(lab.prefix() + "/" + name);
        assertThat(CanonicalJson.sha256(lab.results().bytes(name)))
                .isEqualTo(report.path("sha256").asText());
    }

    @Test
    void an_experiment_whose_stages_are_all_there_ends_after_its_plan_job_alone() {
        int attempts = lab.history().attempts().size();
        Applied again = lab.apply(REDUCED.named("again")).awaitComplete();
        assertThat(lab.jobs())
                .filteredOn(
                        job -> again.uid().equals(job.getMetadata().getLabels().get("robusttransfer.io/uid")))
                .singleElement()
                .satisfies(job ->
                        assertThat(job.getMetadata().getLabels()).containsEntry("robusttransfer.io/task", "plan"));
        assertThat(lab.history().attempts()).hasSize(attempts);
        assertThat(again.status().at("/report/uri").asText()).contains(again.uid());
    }

    private static long done(Map<String, String> row) {
        String done = row.getOrDefault("Done", "");
        return done.contains("/") ? Long.parseLong(done.substring(0, done.indexOf('/'))) : 0;
    }

    private static long number(String cell) {
        return cell == null || !cell.matches("\\d+") ? 0 : Long.parseLong(cell);
    }
}
