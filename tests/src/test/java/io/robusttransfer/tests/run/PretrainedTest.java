package io.robusttransfer.tests.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.robusttransfer.crds.json.CanonicalJson;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Takes the weights that another experiment trained, under their own names and under those of a wrapper. */
@Timeout(300)
class PretrainedTest {
    private static final String TRAIN = "train ce, seed 0";

    @TempDir
    Path folder;

    private StoredResults results;
    private byte[] weights;
    private double accuracy;

    @BeforeEach
    void train() {
        FinishedRun.tiny().copyTo(folder.resolve("results"));
        results = StoredResults.in(folder.resolve("results"));
        weights = results.bytes(only("stages/" + results.key("tiny", TRAIN) + "/checkpoint"));
        accuracy = cleanAccuracy("tiny", "ce");
    }

    @Test
    void it_gives_the_figures_of_the_experiment_that_trained_it_once_for_all_seeds() throws IOException {
        String manifest = write("mine", weights, ", accuracy: \"" + accuracy + "\"");
        Files.writeString(
                folder.resolve(manifest),
                Files.readString(folder.resolve(manifest)).replace("seeds: [0]", "seeds: [0, 1]"));
        Program.run(folder, "run", manifest).as(0).says("mine: 6 stages", "take given: done", "6/6 stages");
        assertThat(cleanAccuracy("mine", "given")).isEqualTo(accuracy);
        assertThat(results.bytes(only("stages/" + results.key("mine", "take given") + "/checkpoint")))
                .as("the tensors, under their names")
                .hasSameSizeAs(weights);
    }

    @Test
    void names_of_a_wrapper_and_its_normaliser_are_understood_and_said() throws IOException {
        byte[] wrapped = renamed(weights);
        Program.run(folder, "run", write("wrapped", wrapped, ", accuracy: \"" + accuracy + "\""))
                .as(0)
                .says(
                        "names begin with module.model., which is left out",
                        "its own normaliser is used: module.normalizer.new_mean, module.normalizer.new_std");
        assertThat(cleanAccuracy("wrapped", "given")).isEqualTo(accuracy);
    }

    @Test
    void an_accuracy_that_does_not_come_out_ends_the_experiment_before_anything_is_done_with_it() throws IOException {
        Program.run(folder, "run", write("wrong", weights, ", accuracy: \"0.999\""))
                .as(2)
                .says("pretrained.accuracy: 0.999 is stated, but", "of the source's 60 test images are right");
        assertThat(results.names("stages/" + results.key("wrong", "take given") + "/manifest"))
                .isEmpty();
    }

    @Test
    void another_file_than_the_one_that_was_meant_is_refused_before_the_plan() throws IOException {
        String manifest = write("other", weights, "");
        byte[] changed = weights.clone();
        changed[changed.length - 1] ^= 1;
        Files.write(folder.resolve("other.safetensors"), changed);
        Program.run(folder, "run", manifest)
                .as(2)
                .says("spec.study.source.schemes[0].pretrained.sha256", CanonicalJson.sha256(changed));
    }

    @Test
    void values_that_are_not_finite_are_refused_at_the_plan() throws IOException {
        Program.run(folder, "plan", write("nan", filled(weights, "conv2.weight", Float.NaN), ""))
                .as(2)
                .says("spec.study.source.schemes[0].pretrained.uri", "conv2.weight has values that are not finite");
    }

    @Test
    void finite_weights_whose_logits_are_not_get_no_accuracy() throws IOException {
        Program.run(folder, "run", write("huge", filled(weights, "conv2.weight", 3e38f), ""))
                .as(2)
                .says("spec.study.source.schemes[0].pretrained.uri", "are not finite: its weights are too large");
    }

    @Test
    void a_file_far_larger_than_the_network_is_not_read() throws IOException {
        Program.run(folder, "plan", write("large", Arrays.copyOf(weights, weights.length * 8 + (1 << 20)), ""))
                .as(2)
                .says("pretrained.uri", "bytes, and small-cnn for this input at most");
    }

    private String write(String name, byte[] file, String more) throws IOException {
        Files.write(folder.resolve(name + ".safetensors"), file);
        return SmallManifest.tiny()
                .withSourceSchemes("[{name: given, pretrained: {uri: \"file:%s.safetensors\", sha256: %s%s}}]"
                        .formatted(name, CanonicalJson.sha256(file), more))
                .write(folder, name);
    }

    private String only(String prefix) {
        return results.names(prefix).get(0);
    }

    private double cleanAccuracy(String experiment, String source) {
        String csv = new String(
                results.bytes(results.names("experiments/local/" + experiment + "/").stream()
                        .filter(name -> name.endsWith("results.csv"))
                        .findFirst()
                        .orElseThrow()),
                StandardCharsets.UTF_8);
        String[] header = csv.lines().findFirst().orElseThrow().split(",");
        String row = csv.lines()
                .filter(line -> line.contains(source + ",") && line.contains("clean"))
                .findFirst()
                .orElseThrow(() -> new AssertionError(csv));
        return Double.parseDouble(row.split(",")[Arrays.asList(header).indexOf("value")]);
    }

    /** The same with every number of a tensor replaced. */
    private static byte[] filled(byte[] file, String tensor, float value) throws IOException {
        byte[] copy = file.clone();
        ByteBuffer bytes = ByteBuffer.wrap(copy).order(ByteOrder.LITTLE_ENDIAN);
        int length = (int) bytes.getLong();
        JsonNode offsets =
                StoredResults.JSON.readTree(file, 8, length).path(tensor).path("data_offsets");
        for (int at = offsets.get(0).asInt(); at < offsets.get(1).asInt(); at += Float.BYTES) {
            bytes.putFloat(8 + length + at, value);
        }
        return copy;
    }

    /** The file as a library writes it that wraps networks: other names, the same values. */
    private static byte[] renamed(byte[] file) throws IOException {
        int length = (int) ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getLong();
        ObjectNode names = StoredResults.JSON.createObjectNode();
        JsonNode header = StoredResults.JSON.readTree(file, 8, length);
        header.properties()
                .forEach(entry -> names.set(
                        entry.getKey().startsWith("normalize.")
                                ? entry.getKey().replace("normalize.", "module.normalizer.new_")
                                : entry.getKey().startsWith("__") ? entry.getKey() : "module.model." + entry.getKey(),
                        entry.getValue()));
        byte[] text = StoredResults.JSON.writeValueAsBytes(names);
        return ByteBuffer.allocate(8 + text.length + file.length - 8 - length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(text.length)
                .put(text)
                .put(file, 8 + length, file.length - 8 - length)
                .array();
    }
}
