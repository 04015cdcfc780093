package io.robusttransfer.tests.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.robusttransfer.worker.data.Domain;
import io.robusttransfer.worker.data.Images;
import io.robusttransfer.worker.data.Synthetic;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Test images that somebody changed, as files of CIFAR-10-C are written: severity after severity. */
@Timeout(300)
class GivenShiftTest {
    private static final SmallManifest TINY =
            SmallManifest.tiny().withSourceSchemes("[{name: ce, ce: {}}]").withEpochs(12, 1);
    private static final String ATTACKS = "[{name: fgsm, fgsm: {epsilons: [\"0.05\"]}}]";

    @TempDir
    Path folder;

    private Images test;

    @BeforeEach
    void unchanged() {
        Domain digits =
                Synthetic.parse("", "synthetic://digits?train=200&test=60").domain();
        test = digits.test();
    }

    @Test
    void a_severity_that_changes_nothing_leaves_the_accuracy_and_a_black_one_leaves_one_class() throws IOException {
        write(test.pixels(), new byte[test.pixels().length]);
        Program.Ended ended = run("severities: 2").as(0).says("accuracy on same of severity 2");
        double clean = value(ended, "clean_accuracy", ",,");
        assertThat(clean).as("f learned something").isGreaterThan(.4);
        assertThat(value(ended, "accuracy_under_shift", ",same,1")).isEqualTo(clean);
        assertThat(value(ended, "accuracy_under_shift", ",same,2")).isLessThan(.4);
        run("severities: 2").as(0).says("4 stages, 4 done");
        run("severities: 1")
                .as(0)
                .says("4 stages, 3 done")
                .says("given[0].severities: 1, but the set has 2 times as many images as the test part of its domain")
                .says("write severities: 2");
    }

    @Test
    void other_images_in_its_place_are_another_set() throws IOException {
        write(test.pixels());
        run("severities: 1").as(0);
        write(new byte[test.pixels().length]);
        Program.Ended ended = run("severities: 1").as(0).says("4 stages, 3 done");
        assertThat(value(ended, "accuracy_under_shift", ",same,1")).isLessThan(.4);
    }

    @Test
    void what_does_not_fit_its_domain_is_refused_before_anything_is_trained() throws IOException {
        write(test.pixels());
        run("severities: 7")
                .as(2)
                .says("spec.study.evaluation.shifts.given[0].severities: 7, but its 60 images are not so many parts of"
                        + " equal size");
        run("domain: letters").as(2).says("a given set's domain is source or the name of a target");
        npy("labels.npy", "(60,)", full(60, 12));
        run("severities: 1")
                .as(2)
                .says(
                        "spec.study.evaluation.shifts.given[0].dataset: it has labels up to 12, but those of its domain go"
                                + " from 0 to 9");
        Files.delete(folder.resolve("labels.npy"));
        run("severities: 1").as(2).says("given[0].dataset.uri: ", "there is no labels.npy in ");
        assertThat(StoredResults.in(folder.resolve("results")).names("stages/")).isEmpty();
    }

    private Program.Ended run(String more) {
        String manifest = TINY.withAttacks(ATTACKS + ", shifts: {corruptions: [], given: [{name: same, dataset:"
                        + " {uri: \"file:same.npy\", format: npy}, " + more + "}]}")
                .write(folder, "given");
        return Program.run(folder, "run", manifest);
    }

    /** Of the source model, in the table of a run. */
    private static double value(Program.Ended run, String measure, String end) throws IOException {
        String report = run.out().stream()
                .filter(line -> line.startsWith("Report: "))
                .findFirst()
                .orElseThrow()
                .substring("Report: ".length());
        List<String> found = Files.readAllLines(Path.of(report).resolveSibling("results.csv")).stream()
                .filter(line -> line.contains(",source,source,"))
                .filter(line -> line.contains("," + measure + ",") && line.endsWith(end))
                .toList();
        assertThat(found).hasSize(1);
        return Double.parseDouble(found.get(0).split(",", -1)[16]);
    }

    private static byte[] full(int length, int value) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }

    private void write(byte[]... parts) throws IOException {
        ByteArrayOutputStream pixels = new ByteArrayOutputStream();
        ByteArrayOutputStream labels = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            pixels.write(part);
            Arrays.stream(test.labels()).forEach(labels::write);
        }
        npy("same.npy", "(%d, 16, 16, 1)".formatted(parts.length * test.count()), pixels.toByteArray());
        npy("labels.npy", "(%d,)".formatted(parts.length * test.count()), labels.toByteArray());
    }

    private void npy(String name, String shape, byte[] bytes) throws IOException {
        String header = "{'descr': '|u1', 'fortran_order': False, 'shape': " + shape + ", }";
        header += " ".repeat(118 - header.length() - 1) + "\n";
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        file.write(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, (byte) header.length(), 0});
        file.write(header.getBytes(StandardCharsets.US_ASCII));
        file.write(bytes);
        Files.write(folder.resolve(name), file.toByteArray());
    }
}
