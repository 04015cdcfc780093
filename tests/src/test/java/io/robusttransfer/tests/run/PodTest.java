package io.robusttransfer.tests.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.robusttransfer.crds.json.CanonicalJson;
import io.robusttransfer.crds.plan.Layout;
import io.robusttransfer.crds.plan.Plan;
import io.robusttransfer.crds.plan.Revisions;
import io.robusttransfer.crds.protocol.IndexSet;
import io.robusttransfer.crds.protocol.ListResult;
import io.robusttransfer.crds.protocol.PlanResult;
import io.robusttransfer.crds.protocol.ReportResult;
import io.robusttransfer.tests.store.S3Server;
import io.robusttransfer.tests.store.S3ServerExtension;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The containers of a cluster's Jobs, one after the other, without a cluster. */
@Timeout(300)
class PodTest {
    @TempDir
    Path folder;

    @RegisterExtension
    final S3ServerExtension server = S3ServerExtension.s3Proxy();

    private Containers containers;

    @BeforeEach
    void start() {
        containers = Containers.of(folder, SmallManifest.tiny().write(folder, "tiny"), server.endpoint());
    }

    @Test
    void plan_lists_and_report_come_to_the_results_of_a_laptop_bit_for_bit() {
        containers.plan().as(0).says("research/tiny: 8 stages in 6 lists, 0 done");
        PlanResult planned = containers.said("plan").planned();
        Plan plan = containers
                .experiment()
                .plan(planned.digests(), new Revisions(planned.revisions()), Layout.of(planned.layout()));
        assertThat(planned.plan()).isEqualTo(plan.hash());
        assertThat(planned.stages()).isEqualTo(8);
        assertThat(planned.done().isEmpty()).isTrue();
        assertThat(CanonicalJson.sha256(containers.results().bytes(containers.planName())))
                .isEqualTo(plan.hash());

        for (int list = 0; list < plan.lists().size(); list++) {
            containers.list(list, plan).as(0).says(": completed");
            ListResult worked = containers.said("list-" + list).worked();
            assertThat(worked.list()).isEqualTo(list);
            assertThat(worked.done().numbers())
                    .containsExactlyElementsOf(
                            IntStream.range(0, plan.lists().get(list).size())
                                    .boxed()
                                    .toList());
            assertThat(containers.said("list-" + list).problem()).isNull();
        }

        containers.report().as(0).says("Report: s3://results/x/" + containers.place() + "report.html");
        ReportResult reported = containers.said("report").reported();
        StoredResults results = containers.results();
        assertThat(reported.uri()).isEqualTo("s3://results/x/" + containers.place() + "report.html");
        assertThat(CanonicalJson.sha256(results.bytes(containers.place() + "report.html")))
                .isEqualTo(reported.sha256());
        assertThat(containers.said("report").planned().done().count()).isEqualTo(8);

        StoredResults laptop = FinishedRun.tiny().results();
        assertThat(results.stages()).isEqualTo(laptop.stages());
        assertThat(results.parts()).isEqualTo(laptop.parts());
        String there = laptop.plan("tiny").replace("plan.json", "");
        assertThat(results.bytes(containers.place() + "results.csv")).isEqualTo(laptop.bytes(there + "results.csv"));
        assertThat(results.json(containers.place() + "summary.json")).isEqualTo(laptop.json(there + "summary.json"));
        assertThat(results.withoutTimes(containers.place() + "report.html")
                        .replace("kubectl -n research apply -f tiny.yaml", "java -jar worker.jar run tiny.yaml")
                        .replace(plan.hash(), "HASH"))
                .isEqualTo(laptop.withoutTimes(there + "report.html").replace(there.split("/")[3], "HASH"));
        assertThat(reported.verdict())
                .isEqualTo(laptop.json(there + "summary.json")
                        .at("/answer/verdict")
                        .asText());
        assertThat(reported.sentence())
                .isEqualTo(laptop.json(there + "summary.json")
                        .at("/answer/sentence")
                        .asText());
        assertThat(reported.best())
                .isEqualTo(laptop.json(there + "summary.json").at("/best/words").asText());

        Containers second = containers.named("second");
        second.plan().as(0).says("research/second: 8 stages in 6 lists, 8 done", "Report: ");
        assertThat(second.said("plan").planned().done().count()).isEqualTo(8);
        assertThat(second.said("plan").reported().uri()).contains(second.place());
        assertThat(new String(results.bytes(second.place() + "results.csv"), StandardCharsets.UTF_8))
                .isEqualTo(new String(laptop.bytes(there + "results.csv"), StandardCharsets.UTF_8)
                        .replace("\ntiny,", "\nsecond,"));
    }

    @Test
    void a_list_that_is_to_have_a_gpu_never_computes_without_it() {
        containers.plan().as(0);
        Plan plan = containers.planned(containers.results());
        Map<String, String> environment = containers.listEnvironment(0, plan);
        environment.put("RT_DEVICE", "cuda");
        Program.run(folder, environment, "pod", "list", "0").as(2);
        assertThat(problem("list-0")).contains("built for the CPU alone: name an image with CUDA in spec.worker.image");
        environment.put("RT_DEVICE", "gpu");
        Program.run(folder, environment, "pod", "list", "0").as(2);
        assertThat(problem("list-0")).isEqualTo("RT_DEVICE: 'gpu' is none of auto, cpu, cuda");
        assertThat(containers.results().stages()).isEmpty();
    }

    @Test
    void what_is_wrong_with_a_place_is_told_by_field_and_ends_in_4() throws IOException {
        Containers.writeSecret(folder, "other", "not-the-secret");
        containers.with(containers.storeOf(server.endpoint(), "other")).plan().as(4);
        assertThat(problem("plan"))
                .contains("the secret key does not belong to the access key", "spec.stores[lab].s3.secretName")
                .doesNotContain("not-the-secret");

        containers.with(containers.storeOf(server.endpoint(), "absent")).plan().as(4);
        assertThat(problem("plan"))
                .startsWith("spec.stores[lab].s3.secretName: No S3 credentials: cannot read ")
                .contains("secrets/absent/AWS_ACCESS_KEY_ID");

        containers.with(containers.resultsAt("s3://nowhere/x")).plan().as(4);
        assertThat(problem("plan")).contains("there is no bucket 'nowhere' (spec.results.uri)", "create it");

        long start = System.nanoTime();
        containers
                .with(containers.storeOf("http://127.0.0.1:" + S3Server.freePort(), Containers.SECRET_NAME))
                .plan()
                .as(4);
        assertThat(problem("plan")).contains("(spec.stores[lab].s3.endpoint) cannot be used", "gave up after 20 s");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(60));
    }

    @Test
    void the_first_plan_of_a_uid_stays_for_later_plan_jobs() throws IOException {
        Map<String, Integer> older = new TreeMap<>(Revisions.CURRENT.of());
        older.replaceAll((algorithm, revision) -> revision + 6);
        containers.plan().as(0);
        PlanResult now = containers.said("plan").planned();
        StoredResults results = containers.results();
        byte[] old =
                CanonicalJson.bytes(containers.experiment().plan(now.digests(), new Revisions(older), Layout.CURRENT));
        results.store().write(containers.planName(), old);

        containers.plan().as(0);
        PlanResult kept = containers.said("plan").planned();
        assertThat(kept.plan()).isEqualTo(CanonicalJson.sha256(old));
        assertThat(kept.revisions()).isNotEmpty().allSatisfy((algorithm, revision) -> assertThat(revision)
                .isEqualTo(older.get(algorithm)));
        assertThat(results.bytes(containers.planName())).isEqualTo(old);

        results.store().write(containers.planName(), Arrays.copyOf(old, old.length / 2));
        containers.plan().as(0).says("was damaged: it was set aside as corrupt/");
        assertThat(containers.said("plan").planned()).isEqualTo(now);
        assertThat(CanonicalJson.sha256(results.bytes(containers.planName()))).isEqualTo(now.plan());
    }

    @Test
    void a_plan_that_is_there_needs_no_data_any_more() throws IOException {
        Path idx = folder.resolve("idx");
        containers = Containers.of(
                folder,
                SmallManifest.tiny()
                        .withTarget("{uri: \"file:" + idx + "\", format: idx}")
                        .write(folder, "filed"),
                server.endpoint());
        containers.plan().as(2);
        assertThat(problem("plan"))
                .startsWith("spec.study.targets[0].dataset.uri: 'file:" + idx + "': there is no train-images");

        IdxFiles.write(IdxFiles.of(20, 20, 16), idx);
        containers.plan().as(0);
        PlanResult planned = containers.said("plan").planned();
        assertThat(planned.digests()).containsOnlyKeys("source", "target/mine");
        Files.delete(idx.resolve("train-images-idx3-ubyte"));
        containers.plan().as(0);
        assertThat(containers.said("plan").planned()).isEqualTo(planned);
        containers.report().as(0);
        assertThat(containers.said("report").reported().verdict()).isEqualTo("UNANSWERABLE");
    }

    @Test
    void a_list_says_what_it_did_and_what_was_in_its_way() throws IOException {
        containers.plan().as(0);
        Plan plan = containers.planned(containers.results());

        Map<String, String> other = containers.listEnvironment(0, plan);
        other.put("RT_PLAN_HASH", "0".repeat(64));
        Program.run(folder, other, "pod", "list", "0").as(4);
        assertThat(problem("list-0")).startsWith("RT_PLAN_HASH: ");

        other.put("RT_PLAN", "experiments/research/tiny/gone/plan.json");
        Program.run(folder, other, "pod", "list", "0").as(4);
        assertThat(problem("list-0"))
                .startsWith("spec.results.uri: experiments/research/tiny/gone/plan.json is not in");
    }

    @Test
    void a_list_that_runs_out_of_memory_has_the_breath_to_say_so() {
        containers = Containers.of(
                folder,
                SmallManifest.tiny()
                        .withSource("{uri: \"synthetic://digits?train=100000&test=10\"}")
                        .write(folder, "large"),
                server.endpoint());
        containers.plan().as(0);
        Plan plan = containers.planned(containers.results());
        Map<String, String> small = containers.listEnvironment(0, plan);
        small.put("JAVA_TOOL_OPTIONS", "-Xmx24m");
        Program.run(folder, small, "pod", "list", "0").as(1);
        assertThat(problem("list-0")).startsWith("train ce, seed 0: java.lang.OutOfMemoryError");
    }

    @Test
    void a_model_that_was_lost_is_trained_again_by_who_needs_it() throws IOException {
        containers.plan().as(0);
        StoredResults results = containers.results();
        Plan plan = containers.planned(results);
        containers.list(0, plan).as(0);
        Map<String, String> trained = results.stages();
        String model = "stages/" + plan.stages().get(0).key() + "/";
        String checkpoint = results.names(model + "checkpoint.").get(0);
        byte[] bytes = results.bytes(checkpoint);
        bytes[bytes.length / 2] ^= 1;
        results.store().write(checkpoint, bytes);

        containers.list(1, plan).as(1);
        assertThat(problem("list-1")).contains("retrain ce, seed 0", "it will be computed again");
        containers.list(1, plan).as(0);
        assertThat(containers.said("list-1").worked()).isEqualTo(new ListResult(1, IndexSet.of(List.of(0)), null));
        assertThat(results.stages()).containsAllEntriesOf(trained).hasSize(2);
    }

    @Test
    void a_list_told_to_stop_saves_says_so_and_goes_on_from_there() throws IOException {
        containers =
                Containers.of(folder, SmallManifest.tiny().withEpochs(40, 2).write(folder, "long"), server.endpoint());
        containers.plan().as(0);
        Plan plan = containers.planned(containers.results());
        try (Signals signals = new Signals();
                Program list = containers.startList(0, plan)) {
            list.awaitThat("some epochs", () -> list.said(": epoch 3/40"));
            signals.send("TERM", list.handle());
            list.end().as(143);
        }
        assertThat(problem("list-0")).isEqualTo("Stopped on request; progress is saved");
        assertThat(containers.said("list-0").worked().done().isEmpty()).isTrue();
        containers.list(0, plan).as(0).says("resumed from step ");
        assertThat(containers.said("list-0").worked().done()).isEqualTo(IndexSet.of(List.of(0)));
        assertThat(containers.said("list-0").problem()).isNull();
    }

    @Test
    void a_training_that_diverged_and_a_result_that_is_corrupt_are_said() {
        containers = Containers.of(
                folder,
                SmallManifest.tiny()
                        .withSourceSchemes("[{name: hot, ceA: {steps: 1}, training: {optimizer: {sgd:"
                                + " {learningRate: \"1000000\"}}}}]")
                        .write(folder, "hot"),
                server.endpoint());
        containers.plan().as(0);
        StoredResults results = containers.results();
        Plan plan = containers.planned(results);
        containers.list(0, plan).as(0);
        containers.list(1, plan).as(0);
        assertThat(containers.said("list-1").worked())
                .isEqualTo(new ListResult(1, IndexSet.none(), IndexSet.of(List.of(0))));
        containers.plan().as(0).says("1 done, 3 skipped");
        assertThat(containers.said("plan").planned().done()).isEqualTo(IndexSet.of(List.of(0)));
        assertThat(containers.said("plan").planned().skipped()).isEqualTo(IndexSet.of(List.of(1, 2, 3)));
        assertThat(containers.said("plan").reported()).isNotNull();

        String metrics = results.names("stages/" + plan.stages().get(0).key() + "/metrics.")
                .get(0);
        byte[] bytes = results.bytes(metrics);
        bytes[bytes.length / 2] ^= 1;
        results.store().write(metrics, bytes);
        containers.report().as(1);
        assertThat(problem("report")).contains("turned out corrupt", "must be computed again");
        assertThat(containers.said("report").planned().done().isEmpty()).isTrue();
        assertThat(containers.said("report").reported()).isNull();
    }

    private String problem(String of) {
        return containers.said(of).problem();
    }
}
