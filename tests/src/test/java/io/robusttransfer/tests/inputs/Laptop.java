package io.robusttransfer.tests.inputs;

import io.robusttransfer.crds.api.ExperimentSpec;
import io.robusttransfer.crds.api.RobustTransferExperiment;
import io.robusttransfer.crds.api.Study;
import io.robusttransfer.crds.plan.Layout;
import io.robusttransfer.crds.plan.Plan;
import io.robusttransfer.crds.plan.Planner;
import io.robusttransfer.crds.plan.Revisions;
import io.robusttransfer.worker.Failure;
import io.robusttransfer.worker.manifest.ManifestReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

/** What the worker says of a manifest without a cluster. */
final class Laptop {
    private final ManifestReader reader = new ManifestReader();
    private final Path file;

    /** @param folder for the file that it reads */
    Laptop(Path folder) {
        this.file = folder.resolve("manifest-" + UUID.randomUUID() + ".yaml");
    }

    /** @param problems one a line, without the file's name: line, column, field, value, what to write */
    record Said(Optional<RobustTransferExperiment> experiment, List<String> problems) {}

    Said read(String yaml) throws IOException {
        Files.writeString(file, yaml);
        try {
            return new Said(Optional.of(reader.read(file)), List.of());
        } catch (Failure.WrongInput e) {
            return new Said(
                    Optional.empty(),
                    e.getMessage()
                            .lines()
                            .map(line -> line.replace(file + ":", ""))
                            .toList());
        }
    }

    /** As of datasets that were found fit. */
    static Plan plan(RobustTransferExperiment experiment) {
        ExperimentSpec spec = experiment.getSpec();
        return Planner.plan(
                experiment.getMetadata().getName(), spec, digests(spec.study()), Revisions.CURRENT, Layout.CURRENT);
    }

    /** Of datasets that nobody looked at. */
    static Map<String, String> digests(Study study) {
        Map<String, String> digests = new TreeMap<>(Map.of(Planner.SOURCE, "0".repeat(64)));
        study.targets().forEach(target -> digests.putIfAbsent(Planner.domain(target), "1".repeat(64)));
        study.evaluation().given().forEach(set -> digests.put(Planner.given(set), "2".repeat(64)));
        return digests;
    }
}
