package io.robusttransfer.tests.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Other data in the place of those that an experiment was run on, with nothing to be seen from outside. */
@Timeout(300)
class ReplacedDataTest {
    private static final String IMAGES = "train-images-idx3-ubyte";

    @TempDir
    Path folder;

    private String manifest;

    @Test
    void data_of_the_same_size_and_time_of_modification_are_other_data() throws IOException {
        write(0);
        run().as(0);
        run().as(0).says("4 stages, 4 done");
        write(1);
        run().as(0).says("4 stages, 2 done");
    }

    /** As where a file system does not tell when a file was put there, or the data was replaced while it was read. */
    @Test
    void what_was_remembered_is_forgotten_when_it_proves_wrong() throws IOException {
        write(0);
        StoredResults results = StoredResults.in(folder.resolve("results"));
        run().as(0);
        String remembered = remembered(results);
        byte[] wrong = results.bytes(remembered);
        write(1);
        run().as(0);
        results.names("datasets/").stream()
                .filter(name -> !name.equals(remembered))
                .filter(name -> !train(results, name).equals("200"))
                .forEach(name -> results.store().write(name, wrong));
        results.store().deleteAll("stages/");
        run().as(2).says("changed since the experiment was planned", "or plan again");
        run().as(0).says("report.html");
    }

    private Program.Ended run() {
        return Program.run(folder, "run", manifest);
    }

    private static String remembered(StoredResults results) {
        return results.names("datasets/").stream()
                .filter(name -> !train(results, name).equals("200"))
                .findFirst()
                .orElseThrow();
    }

    private static String train(StoredResults results, String name) {
        return results.json(name).findValue("train").asText();
    }

    private void write(int seed) throws IOException {
        Map<String, byte[]> files = new HashMap<>(IdxFiles.of(40, 40, 16));
        byte[] images = files.get(IMAGES).clone();
        images[images.length - 1] ^= (byte) seed;
        files.put(IMAGES, images);
        IdxFiles.write(files, folder.resolve("data"));
        for (String name : files.keySet()) {
            Files.setLastModifiedTime(folder.resolve("data").resolve(name), FileTime.fromMillis(1000));
        }
        manifest = SmallManifest.tiny()
                .withEpochs(1, 1)
                .withSourceSchemes("[{name: ce, ce: {}}]")
                .withTarget("{uri: \"file:data\", format: idx}")
                .write(folder, "replaced");
    }
}
