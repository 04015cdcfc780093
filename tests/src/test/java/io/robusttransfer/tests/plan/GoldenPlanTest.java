package io.robusttransfer.tests.plan;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.robusttransfer.crds.api.RobustTransferExperiment;
import io.robusttransfer.crds.json.CanonicalJson;
import io.robusttransfer.crds.plan.Layout;
import io.robusttransfer.crds.plan.Plan;
import io.robusttransfer.crds.plan.Planner;
import io.robusttransfer.crds.plan.Revisions;
import io.robusttransfer.worker.manifest.ManifestReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is stored under a key must be found under it by every later version. */
class GoldenPlanTest {
    private static final Path RESOURCES = Path.of("src/test/resources");
    private static final Map<String, String> DIGESTS = Map.of(
            "source", "5f7065a0f0e3b1ee5d2ad0b2f0a2b2a3c6a1f9b8d7e6c5b4a3928170615243f2",
            "target/letters", "1c2b3a4958677685940312f1e0d9c8b7a695847362514f3e2d1c0b1a29384756");

    @ParameterizedTest
    @ValueSource(strings = {"minimal", "full"})
    void a_manifest_comes_to_these_documents_with_every_default_filled_in_under_these_keys(String name)
            throws IOException {
        RobustTransferExperiment experiment =
                new ManifestReader().read(RESOURCES.resolve("manifests/good/" + name + ".yaml"));
        Map<String, String> digests = experiment.getSpec().study().targets().stream()
                .map(Planner::domain)
                .distinct()
                .collect(Collectors.toMap(d -> d, d -> DIGESTS.getOrDefault(d, CanonicalJson.sha256(d.getBytes()))));
        digests.put(Planner.SOURCE, DIGESTS.get(Planner.SOURCE));
        Plan plan = Planner.plan(name, experiment.getSpec(), digests, Revisions.CURRENT, Layout.CURRENT);

        String documents = plan.stages().stream()
                .map(s -> s.title() + "\n" + s.key() + "\n" + pretty(s.document()) + "\n")
                .collect(Collectors.joining("\n"));
        Path golden = RESOURCES.resolve("golden/" + name + ".txt");
        if (Boolean.getBoolean("golden.write")) {
            Files.writeString(golden, documents);
        }
        assertThat(documents)
                .as(
                        "keys changed: results that are stored under the old ones would be computed again. If that is meant,"
                                + " write the new ones by: mvn -pl tests -am test -Dtest=GoldenPlanTest -Dgolden.write=true"
                                + " -Dsurefire.failIfNoSpecifiedTests=false")
                .isEqualTo(Files.readString(golden));
    }

    private static String pretty(Object document) {
        ObjectMapper mapper = new ObjectMapper();
        try {
            return mapper.writerWithDefaultPrettyPrinter()
                    .writeValueAsString(mapper.readTree(CanonicalJson.bytes(document)));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
