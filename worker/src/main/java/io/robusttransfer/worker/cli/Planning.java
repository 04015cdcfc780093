package io.robusttransfer.worker.cli;

import io.robusttransfer.crds.api.Dataset;
import io.robusttransfer.crds.api.RobustTransferExperiment;
import io.robusttransfer.crds.api.Study;
import io.robusttransfer.crds.plan.Plan;
import io.robusttransfer.crds.plan.Planner;
import io.robusttransfer.crds.plan.Revisions;
import io.robusttransfer.worker.Failure;
import io.robusttransfer.worker.manifest.ManifestReader;
import io.robusttransfer.worker.stage.DatasetFacts;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** From a manifest to a plan: reads it, looks at its data, and refuses what the data shows to be wrong. */
final class Planning {
    private final DataSource data;

    Planning(DataSource data) {
        this.data = data;
    }

    Prepared prepare(Path manifest) {
        RobustTransferExperiment experiment = new ManifestReader().read(manifest);
        Study study = experiment.getSpec().study();
        Map<String, DatasetFacts> facts = facts(study);
        Map<String, String> digests = new LinkedHashMap<>();
        facts.forEach((domain, f) -> digests.put(domain, f.digest()));
        try {
            Plan plan =
                    Planner.plan(experiment.getMetadata().getName(), experiment.getSpec(), digests, Revisions.CURRENT);
            return new Prepared(experiment.getSpec(), plan, facts);
        } catch (Planner.TooManyStages e) {
            throw new Failure.WrongInput(manifest + ": " + e.getMessage(), e);
        }
    }

    private Map<String, DatasetFacts> facts(Study study) {
        Map<String, DatasetFacts> facts = new LinkedHashMap<>();
        Dataset source = study.source().dataset();
        facts.put(Planner.SOURCE, facts("spec.study.source.dataset", source));
        for (int i = 0; i < study.targets().size(); i++) {
            int place = i;
            Dataset dataset = study.targets().get(i).dataset();
            facts.computeIfAbsent(
                    Planner.domain(study.targets().get(i)),
                    domain -> facts("spec.study.targets[" + place + "].dataset", dataset));
        }
        return facts;
    }

    private DatasetFacts facts(String field, Dataset dataset) {
        return DatasetFacts.of(data.load(field, dataset));
    }
}
