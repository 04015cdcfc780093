package io.robusttransfer.tests.inputs;

import static org.assertj.core.api.Assertions.assertThat;

import io.robusttransfer.crds.plan.Planner;
import io.robusttransfer.tests.inputs.Mutants.Mutant;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MutatedManifestsTest {
    private static final int COUNT = 300;
    private static final long SEED = 20;

    /** Line, column, field, what an API server calls it, the value unless there is none, and what to write. */
    private static final Pattern PROBLEM =
            Pattern.compile("\\d+:\\d+: (\\S.*: )?(Unknown field|Required value|Invalid value"
                    + "|Unsupported value|Too long|Too many|Duplicate value)(: .+)?: \\S.*");

    /** Of a word that YAML cannot read: line, column, the word, and what to write. */
    private static final Pattern SYNTAX =
            Pattern.compile("\\d+:\\d+: '.+' (cannot be read as \\S+|is no number of JSON): .+");

    private static List<Mutant> mutants;

    @BeforeAll
    static void mutate() throws IOException {
        mutants = Mutants.some(COUNT, SEED);
    }

    @Test
    void whatever_is_written_the_laptop_reads_and_plans_it_or_says_field_and_remedy(@TempDir Path folder)
            throws IOException {
        Laptop laptop = new Laptop(folder);
        SoftAssertions all = new SoftAssertions();
        int planned = 0;
        int refused = 0;
        for (Mutant mutant : mutants) {
            try {
                Laptop.Said said = laptop.read(mutant.yaml());
                if (said.experiment().isEmpty()) {
                    refused++;
                    all.assertThat(said.problems()).as(mutant.described()).isNotEmpty();
                    all.assertThat(said.problems())
                            .as(mutant.described())
                            .allMatch(line -> PROBLEM.matcher(line).matches()
                                    || SYNTAX.matcher(line).matches());
                } else {
                    assertThat(Laptop.plan(said.experiment().get()).stages()).isNotEmpty();
                    planned++;
                }
            } catch (Planner.TooManyStages e) {
                refused++;
            } catch (RuntimeException e) {
                all.fail(mutant.described() + "\n" + mutant.yaml(), e);
            }
        }
        all.assertAll();
        // neither so mild that nothing is found, nor so wild that nothing is left to plan
        assertThat(planned).isGreaterThan(COUNT / 20);
        assertThat(refused).isGreaterThan(COUNT / 2);
    }

    @Test
    void the_same_seed_makes_the_same_manifests() throws IOException {
        assertThat(Mutants.some(100, SEED)).isEqualTo(mutants.subList(0, 100));
        assertThat(Mutants.some(100, SEED + 1)).isNotEqualTo(mutants.subList(0, 100));
    }
}
