package io.robusttransfer.tests.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The radii that undefended models are tried with. */
@Timeout(300)
class SmallRadiiTest {
    @TempDir
    Path folder;

    @Test
    void a_run_with_them_ends_with_its_report() {
        StoredResults results = FinishedRun.tiny().copyTo(folder.resolve("results"));
        String manifest = SmallManifest.tiny()
                .withAttacks("[{name: small, fgsm: {epsilons: [\"0.0005\", 1/3000, \"0.00000001\"]}}]")
                .write(folder, "small");
        Program.run(folder, "run", manifest).as(0).says("under small (Linf, eps 0.0005)", "report.html");
        String table = results.plan("small").replace("plan.json", "results.csv");
        assertThat(new String(results.bytes(table), StandardCharsets.UTF_8))
                .contains(",0.0005,", ",1/3000,", ",0.00000001,");
    }
}
