package io.robusttransfer.tests.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Data that can be read, and of which a person should know more. */
@Timeout(300)
class OddDataTest {
    private static final String SAME = "spec.study.targets[0].dataset: all 40 training images are the same";
    private static final String LEAKED =
            "spec.study.targets[0].dataset: 40 of 40 test images are training images too, so the figures overestimate";

    @TempDir
    Path folder;

    @Test
    void what_is_odd_is_said_by_plan_run_and_report_each_time() throws IOException {
        IdxFiles.write(IdxFiles.of(40, 40, 16), folder.resolve("odd"));
        String manifest = SmallManifest.tiny()
                .withEpochs(1, 1)
                .withSourceSchemes("[{name: ce, ce: {}}]")
                .withTarget("{uri: \"file:odd\", format: idx}")
                .write(folder, "odd");
        Program.run(folder, "plan", manifest).as(0).says("Note: " + SAME, "Note: " + LEAKED);
        assertThat(said(Program.run(folder, "run", manifest).as(0)))
                .as("before it trains, and beside the answer")
                .containsExactly(SAME, LEAKED, "stages", SAME, LEAKED, "Report");
        assertThat(said(Program.run(folder, "run", manifest).as(0)))
                .as("once where nothing is left to train")
                .containsExactly(SAME, LEAKED, "Report");
        StoredResults results = StoredResults.in(folder.resolve("results"));
        String report = results.plan("odd").replace("plan.json", "report.html");
        assertThat(new String(results.bytes(report), StandardCharsets.UTF_8)).contains(SAME, LEAKED);
    }

    @Test
    void images_that_outgrow_memory_are_told_with_how_much_they_take() throws IOException {
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(folder.resolve("heavy.npz")))) {
            zeros(zip, "train_labels", "(20000,)", 20000);
            zeros(zip, "train_images", "(20000, 100, 100, 1)", 200_000_000);
            zeros(zip, "test_labels", "(1,)", 1);
            zeros(zip, "test_images", "(1, 100, 100, 1)", 10_000);
        }
        String manifest = SmallManifest.tiny()
                .withTarget("{uri: \"file:heavy.npz\", format: npz}")
                .write(folder, "heavy");
        Program.run(folder, Map.of("JAVA_TOOL_OPTIONS", "-Xmx100m"), "plan", manifest)
                .as(2)
                .says("heavy.yaml: spec.study.targets[0].dataset.uri: ", "heavy.npz, array train_images")
                .says("take 200 MB, and this Java has 10", "give it more, such as java -Xmx1g");
        Program.run(folder, Map.of("JAVA_TOOL_OPTIONS", "-Xmx1g"), "plan", manifest)
                .as(2)
                .says("all its images have one label");
    }

    /** In which order a run says these two notes, its stages and where its report is. */
    private static List<String> said(Program.Ended run) {
        List<String> said = new ArrayList<>();
        for (String line : run.out()) {
            Stream.of(SAME, LEAKED)
                    .filter(note -> line.startsWith("Note: " + note))
                    .forEach(said::add);
            if (line.startsWith("Report: ")) {
                said.add("Report");
            } else if (line.contains(" stages, ") && line.contains(" % ") && !said.contains("stages")) {
                said.add("stages");
            }
        }
        return said;
    }

    private static void zeros(ZipOutputStream zip, String name, String shape, int bytes) throws IOException {
        zip.putNextEntry(new ZipEntry(name + ".npy"));
        String header = "{'descr': '|u1', 'fortran_order': False, 'shape': " + shape + ", }";
        header += " ".repeat(118 - header.length() - 1) + "\n";
        zip.write(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, (byte) header.length(), 0});
        zip.write(header.getBytes(StandardCharsets.US_ASCII));
        byte[] some = new byte[10_000];
        for (int left = bytes; left > 0; left -= some.length) {
            zip.write(some, 0, Math.min(left, some.length));
        }
    }
}
