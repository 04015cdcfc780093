package io.robusttransfer.tests.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a person types, right and wrong. */
@Timeout(300)
class CommandLineTest {
    @TempDir
    Path folder;

    private String manifest;

    @BeforeEach
    void write() {
        manifest = SmallManifest.tiny().write(folder, "tiny");
    }

    @Test
    void what_is_typed_wrong_ends_in_2_and_says_what_to_type() throws IOException {
        Files.createDirectory(folder.resolve("dir"));
        Files.write(folder.resolve("binary.yaml"), new byte[] {0, (byte) 0xff, 1, 2});
        Files.writeString(folder.resolve("empty.yaml"), "");
        Map<String, String[]> wrong = new TreeMap<>();
        wrong.put("Unknown option: '--parralel=2'", new String[] {"run", manifest, "--parralel=2"});
        wrong.put("--parallel: 0; write 1 or more", new String[] {"run", manifest, "--parallel", "0"});
        wrong.put("'many' is not an int", new String[] {"run", manifest, "--parallel", "many"});
        wrong.put("--device: 'tpu' is none of auto, cpu, cuda", new String[] {"run", manifest, "--device", "tpu"});
        wrong.put(
                "--store: tiny.yaml is a file; name a folder, or s3://",
                new String[] {"run", manifest, "--store", manifest});
        wrong.put("absent.yaml: no such file", new String[] {"run", "absent.yaml"});
        wrong.put("dir: ", new String[] {"plan", "dir"});
        wrong.put("binary.yaml", new String[] {"plan", "binary.yaml"});
        wrong.put("empty.yaml", new String[] {"plan", "empty.yaml"});
        wrong.put("--store: 'ftp://x' is no location", new String[] {"run", manifest, "--store", "ftp://x"});
        wrong.put("write s3://bucket/x, or for a folder", new String[] {"run", manifest, "--store", "S3://bucket/x"});
        wrong.put("or for a folder of this name file:minio:/x", new String[] {"run", manifest, "--store", "minio:/x"});
        wrong.put("of this name ./~/x", new String[] {"run", manifest, "--store", "~/x"});
        wrong.put("of this name ./~/c", new String[] {"run", manifest, "--cache", "~/c"});
        wrong.put(
                "'s3://bucket/c' is no folder or file of this machine",
                new String[] {"plan", manifest, "--cache", "s3://bucket/c"});
        wrong.put("--store: 'file:' is no location", new String[] {"run", manifest, "--store", "file:"});
        wrong.put("Missing required parameter: 'FILE'", new String[] {"run"});
        wrong.put("Unmatched argument at index 0: 'rnu'", new String[] {"rnu"});
        wrong.forEach((message, command) -> Program.run(folder, command).as(2).says(message));
        assertThat(folder.toFile().list()).containsExactlyInAnyOrder("tiny.yaml", "dir", "binary.yaml", "empty.yaml");
    }

    @Test
    void a_gpu_that_this_build_cannot_use_is_said_once_and_costs_nothing() {
        for (Program.Ended ended : List.of(
                Program.run(folder, "run", manifest, "--device", "cuda"),
                Program.run(folder, Map.of("RT_DEVICE", "cuda"), "run", manifest))) {
            ended.as(2).says("this worker's libtorch is built for the CPU alone");
            assertThat(ended.out()).isEmpty();
            assertThat(ended.err()).hasSize(1);
        }
        assertThat(folder.resolve("results")).doesNotExist();
    }

    @Test
    void the_device_of_the_command_line_comes_before_that_of_the_environment() {
        FinishedRun.tiny().copyTo(folder.resolve("results"));
        Program.run(folder, Map.of("RT_DEVICE", "tpu"), "run", manifest)
                .as(2)
                .says("RT_DEVICE: 'tpu' is none of auto, cpu, cuda");
        Program.run(folder, Map.of("RT_DEVICE", "tpu"), "run", manifest, "--device", "cpu")
                .as(0)
                .says("8 stages, 8 done");
    }

    @Test
    void bench_gives_a_line_of_json_for_each_measure() throws JsonProcessingException {
        String[] quick = {"bench", "--architecture", "small-cnn", "--batch", "4", "--repeats", "2", "--device", "cpu"};
        Program.Ended all = Program.run(folder, quick).as(0);
        List<String> names = new ArrayList<>();
        for (String line : all.out()) {
            JsonNode timing = new ObjectMapper().readTree(line);
            names.add(timing.path("name").asText());
            assertThat(timing.path("imagesPerSecond").asDouble())
                    .isCloseTo(4 / timing.path("seconds").asDouble(), Percentage.withPercentage(0.1));
            assertThat(timing.path("min").asDouble())
                    .isBetween(0.0, timing.path("seconds").asDouble());
            assertThat(List.of(
                            timing.path("architecture").asText(),
                            timing.path("device").asText()))
                    .isEqualTo(List.of("small-cnn", "cpu"));
        }
        assertThat(names).containsExactly("ce", "pgd", "forward", "certify", "noise", "optimizer", "shift");
        assertThat(all.err()).isEmpty();
        Program.run(folder, "bench", "ce", "--architecture", "resnet50")
                .as(2)
                .says("--architecture: 'resnet50' is none of small-cnn, resnet20, resnet18, preact-resnet18");
        Program.run(folder, "bench", "cea")
                .as(2)
                .says("MEASURE: 'cea' is none of ce, pgd, forward, certify, noise, optimizer");
    }

    @Test
    void plan_says_what_is_to_do_and_computes_nothing() {
        Program.run(folder, "plan", manifest)
                .as(0)
                .says("to do")
                .says("train ce, seed 0")
                .says("8 stages in 6 lists: 0 done, 0 skipped, 8 to do");
        assertThat(StoredResults.in(folder.resolve("results")).names("stages/")).isEmpty();
        FinishedRun.tiny().copyTo(folder.resolve("finished"));
        Program.run(folder, "plan", manifest, "--store", "finished")
                .as(0)
                .says("8 stages in 6 lists: 8 done, 0 skipped, 0 to do");
    }

    @Test
    void stages_does_one_stage_by_the_beginning_of_its_key() {
        StoredResults results = FinishedRun.tiny().copyTo(folder.resolve("results"));
        String plan = results.plan("tiny");
        String key = results.key("tiny", "evaluate ce, seed 0");
        results.store().deleteAll("stages/" + key + "/");
        Program.run(folder, "stages", key.substring(0, 10), "--plan", plan)
                .as(0)
                .says("evaluate ce, seed 0 (" + key + ")", "evaluate ce, seed 0: completed");
        assertThat(results.stages()).isEqualTo(FinishedRun.tiny().results().stages());
        Program.run(folder, "stages", "", "--plan", plan).as(2).says("KEY: '' fits 8 stages of the plan");
        Program.run(folder, "stages", "zz", "--plan", plan).as(2).says("no stage of the plan begins with 'zz'");
        Program.run(folder, "stages", key, "--plan", "plan.json")
                .as(2)
                .says("--plan: plan.json is not in " + folder.resolve("results"));
        Program.run(folder, "stages", "--list", "6", "--plan", plan).as(2).says("the plan has lists 0 to 5");
    }

    @Test
    void fetch_brings_the_report_the_table_and_a_checkpoint() throws IOException {
        StoredResults results = FinishedRun.tiny().copyTo(folder.resolve("results"));
        Program.run(folder, "fetch", "tiny", "--to", "mine").as(0).says("mine/report.html");
        assertThat(folder.resolve("mine")).isDirectoryContaining("glob:**/report.html");
        assertThat(folder.resolve("mine").toFile().list())
                .containsExactlyInAnyOrder("report.html", "results.csv", "summary.json");

        String key = results.key("tiny", "train ce, seed 0");
        Program.run(folder, "fetch", key.substring(0, 12), "--to", "model").as(0);
        String checkpoint = results.names("stages/" + key + "/checkpoint.").get(0);
        assertThat(folder.resolve("model").resolve(checkpoint.substring(checkpoint.lastIndexOf('/') + 1)))
                .hasBinaryContent(results.bytes(checkpoint));

        byte[] damaged = results.bytes(checkpoint);
        damaged[9] ^= 1;
        results.store().write(checkpoint, damaged);
        Program.run(folder, "fetch", key, "--to", "other").as(2).says("is damaged and was not brought");
        assertThat(folder.resolve("other").toFile().list()).noneMatch(name -> name.startsWith("checkpoint"));

        String plan = results.plan("tiny");
        String other = "experiments/local/tiny/other/";
        results.store().write(other + "plan.json", results.bytes(plan));
        Program.run(folder, "fetch", "local/tiny/other").as(2).says("has no report in", "run it to its end");
        results.store().write(other + "report.html", new byte[1]);
        Program.run(folder, "fetch", "tiny", "--to", "newest")
                .as(0)
                .says("The newest of 2 studies of this name; fetch another as one of local/tiny/");
        assertThat(folder.resolve("newest/report.html")).hasSize(1);

        Program.run(folder, "fetch", "nothing").as(2).says("nothing is neither an experiment nor a stage in ");
        results.store().write("stages/" + key.substring(0, 63) + (key.endsWith("0") ? "1" : "0") + "/x", new byte[1]);
        Program.run(folder, "fetch", key.substring(0, 12)).as(2).says("fits 2 stages of");
    }
}
