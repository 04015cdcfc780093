package io.robusttransfer.tests.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.robusttransfer.crds.api.TransferabilityScore;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Transferability scores of a whole run, of a source scheme with a head of its own and of one whose head is fitted afterwards. */
@Timeout(300)
class ScoredTest {
    private static final String FULL =
            "{name: full, full: {ce: {}}, training: {optimizer: {adamw: {learningRate: \"0.0001\", weightDecay: \"0\"}}}}";

    @TempDir
    Path folder;

    @Test
    void every_source_model_has_every_score_for_the_target_whatever_head_is_fitted_there_and_none_elsewhere() {
        String manifest = SmallManifest.tiny()
                .withSourceSchemes("[{name: ce, ce: {}}, {name: supcon, supcon: {}}]")
                .withHeads("[{name: ce, ce: {}}, {name: noise, ceN: {sigma: \"0.25\"}}, " + FULL + "]")
                .withEvaluation("transferability: {}")
                .write(folder, "scored");
        Program.run(folder, "run", manifest).as(0);
        StoredResults results = StoredResults.in(folder.resolve("results"));
        String table = new String(
                results.bytes(results.plan("scored").replace("plan.json", "results.csv")), StandardCharsets.UTF_8);
        for (TransferabilityScore score : TransferabilityScore.values()) {
            Map<String, String> values = values(table, score.number().id());
            assertThat(values.keySet())
                    .as(score.toString())
                    .containsExactly("ce by ce", "ce by noise", "supcon by ce", "supcon by noise");
            for (String scheme : List.of("ce", "supcon")) {
                assertThat(values.get(scheme + " by noise")).isEqualTo(values.get(scheme + " by ce"));
            }
            assertThat(values.get("supcon by ce")).isNotEqualTo(values.get("ce by ce"));
        }
        // a mean log-likelihood of ten classes in equal shares, which knows at least as much as their shares
        assertThat(values(table, "leep").values())
                .allSatisfy(leep -> assertThat(Double.parseDouble(leep)).isBetween(-Math.log(10) - 1e-6, 0.));
    }

    /** Those that there are, by source scheme and head; columns after the value may hold commas of their own. */
    private static Map<String, String> values(String table, String measure) {
        List<String> lines = table.lines().toList();
        List<String> columns = List.of(lines.get(0).split(","));
        return lines.stream()
                .skip(1)
                .map(line -> line.split(",", -1))
                .filter(line -> line[columns.indexOf("measure")].equals(measure))
                .filter(line -> !line[columns.indexOf("value")].isEmpty())
                .collect(Collectors.toMap(
                        line -> line[columns.indexOf("scheme")] + " by " + line[columns.indexOf("head")],
                        line -> line[columns.indexOf("value")],
                        (one, other) -> one + " and " + other,
                        TreeMap::new));
    }
}
