package io.robusttransfer.tests.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.robusttransfer.worker.archive.Product;
import io.robusttransfer.worker.archive.StageOutcome;
import io.robusttransfer.worker.archive.StagePlace;
import io.robusttransfer.worker.archive.StageStore;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is damaged is said, set aside, computed again in the same run, and not used. */
@Timeout(300)
class DamageTest {
    @TempDir
    Path folder;

    private StoredResults results;

    @BeforeEach
    void copy() {
        SmallManifest.tiny().write(folder, "tiny");
        results = FinishedRun.tiny().copyTo(folder.resolve("results"));
    }

    @Test
    void a_checkpoint_that_is_needed_and_damaged() {
        String train = results.key("tiny", "train ce, seed 0");
        change("stages/" + train + "/checkpoint.", DamageTest::flipped);
        results.store().deleteAll("stages/" + results.key("tiny", "retrain ce, seed 0 on mine by ce") + "/");
        run("stages/" + train.substring(0, 12) + "… is not used and will be computed again: checkpoint.")
                .says("does not hash to its name", "What was set aside is computed again");
        assertSetAside(train);
    }

    @Test
    void a_head_that_was_fitted_on_a_former_f_is_not_evaluated_on_the_present_one() {
        String train = results.key("tiny", "train ce, seed 0");
        String head = results.key("tiny", "retrain ce, seed 0 on mine by ce");
        String evaluate = results.key("tiny", "evaluate ce, seed 0 on mine");
        StagePlace source =
                new StageStore(results.store(), InstantSource.system(), key -> List.of(), notice -> {}).stage(train);
        byte[] document = results.bytes("stages/" + train + "/stage.json");
        byte[] otherWeights =
                results.bytes(results.names("stages/" + results.key("tiny", "train ceA, seed 0") + "/checkpoint.")
                        .get(0));
        results.store().deleteAll("stages/" + train + "/");
        results.store().deleteAll("stages/" + evaluate + "/");
        source.begin(document);
        source.finish(
                StageOutcome.COMPLETED,
                List.of(new Product.Bytes("checkpoint", "safetensors", otherWeights)),
                Map.of(),
                Map.of(),
                Map.of());
        Program.run(folder, "stages", evaluate, "--plan", results.plan("tiny"))
                .as(1)
                .says("it was made from other results of stages/" + train.substring(0, 12));
        assertSetAside(head);
        assertThat(results.names("stages/" + evaluate + "/")).noneMatch(name -> name.endsWith("/manifest.json"));
    }

    @Test
    void manifests_documents_samples_and_the_plan_damaged() {
        String train = results.key("tiny", "train ce, seed 0");
        String head = results.key("tiny", "retrain ceA, seed 0 on mine by ce");
        String own = results.key("tiny", "evaluate ceA, seed 0");
        change("stages/" + train + "/manifest.json", bytes -> "{\"outcome\":\"Completed\"}"
                .getBytes(StandardCharsets.UTF_8));
        change("stages/" + head + "/stage.json", DamageTest::flipped);
        change("stages/" + own + "/samples.", DamageTest::flipped);
        change("experiments/", "/plan.json", bytes -> Arrays.copyOf(bytes, bytes.length / 2));
        // some of them are of files that were elsewhere, and are not looked at here
        results.names("datasets/").forEach(name -> results.store().write(name, flipped(results.bytes(name))));
        results.names("parts/").stream()
                .filter(name -> name.contains("/samples."))
                .forEach(name -> results.store().write(name, flipped(results.bytes(name))));
        run("plan.json was damaged: it was set aside as corrupt/")
                .says("The record datasets/", "it is made again")
                .says(shown(train)
                        + " is not used and will be computed again: manifest.json: its checksum does not fit")
                .says(shown(head) + " is not used and will be computed again: stage.json does not hash to the key")
                .says(shown(own) + " is not used and will be computed again: samples.")
                .says("descends from it, and was set aside too");
        assertSetAside(train);
        assertSetAside(head);
        assertSetAside(own);
        assertThat(results.names("corrupt/")).anyMatch(name -> name.endsWith("/plan.json"));
        assertThat(results.parts()).isEqualTo(FinishedRun.tiny().results().parts());
    }

    private Program.Ended run(String says) {
        Program.Ended ended = Program.run(folder, "run", "tiny.yaml").as(0).says(says);
        assertThat(results.stages()).isEqualTo(FinishedRun.tiny().results().stages());
        String table = results.names("experiments/").stream()
                .filter(name -> name.endsWith("/results.csv"))
                .findFirst()
                .orElseThrow();
        assertThat(results.bytes(table)).isEqualTo(FinishedRun.tiny().results().bytes(table));
        return ended;
    }

    private void assertSetAside(String key) {
        assertThat(results.names("corrupt/")).anyMatch(name -> name.endsWith("-" + key + "/reason.txt"));
    }

    private static String shown(String key) {
        return "stages/" + key.substring(0, 12) + "…";
    }

    private void change(String prefix, UnaryOperator<byte[]> change) {
        change(prefix, "", change);
    }

    private void change(String prefix, String ending, UnaryOperator<byte[]> change) {
        List<String> names =
                results.names(prefix).stream().filter(n -> n.endsWith(ending)).toList();
        assertThat(names).isNotEmpty();
        results.store().write(names.get(0), change.apply(results.bytes(names.get(0))));
    }

    private static byte[] flipped(byte[] bytes) {
        byte[] flipped = bytes.clone();
        flipped[bytes.length / 2] ^= 1;
        return flipped;
    }
}
