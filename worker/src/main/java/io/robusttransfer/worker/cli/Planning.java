package io.robusttransfer.worker.cli;

import io.robusttransfer.crds.api.Dataset;
import io.robusttransfer.crds.api.Input;
import io.robusttransfer.crds.api.RobustTransferExperiment;
import io.robusttransfer.crds.api.Study;
import io.robusttransfer.crds.plan.CanonicalJson;
import io.robusttransfer.crds.plan.Plan;
import io.robusttransfer.crds.plan.Planner;
import io.robusttransfer.crds.plan.Revisions;
import io.robusttransfer.worker.Failure;
import io.robusttransfer.worker.data.Domain;
import io.robusttransfer.worker.data.Domains;
import io.robusttransfer.worker.data.Preparation;
import io.robusttransfer.worker.manifest.ManifestReader;
import io.robusttransfer.worker.stage.DatasetFacts;
import io.robusttransfer.worker.stage.StageStore;
import io.robusttransfer.worker.store.Store;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** From a manifest to a plan: reads it, looks at its data, and refuses what the data shows to be wrong. */
final class Planning {
    private final DataOptions data;
    private final Store store;
    private final Consumer<String> notices;

    Planning(DataOptions data, Store store, Consumer<String> notices) {
        this.data = data;
        this.store = store;
        this.notices = notices;
    }

    Prepared prepare(Path manifest) {
        RobustTransferExperiment experiment = new ManifestReader().read(manifest);
        Study study = experiment.getSpec().study();
        try {
            Map<String, DatasetFacts> facts =
                    facts(study, data.domains(experiment.getSpec().stores(), notices));
            Map<String, String> digests = new LinkedHashMap<>();
            facts.forEach((domain, f) -> digests.put(domain, f.digest()));
            Plan plan =
                    Planner.plan(experiment.getMetadata().getName(), experiment.getSpec(), digests, Revisions.CURRENT);
            return new Prepared(experiment.getSpec(), plan, facts);
        } catch (Planner.TooManyStages e) {
            throw new Failure.WrongInput(manifest + ": " + e.getMessage(), e);
        } catch (Failure.WrongInput e) {
            throw new Failure.WrongInput(manifest + ": " + e.getMessage(), e);
        }
    }

    private Map<String, DatasetFacts> facts(Study study, Domains domains) {
        Map<String, DatasetFacts> facts = new LinkedHashMap<>();
        Dataset source = study.source().dataset();
        facts.put(Planner.SOURCE, facts("spec.study.source.dataset", source, study.input(), domains));
        for (int i = 0; i < study.targets().size(); i++) {
            Dataset dataset = study.targets().get(i).dataset().resolved(source);
            String field = "spec.study.targets[" + i + "].dataset";
            facts.putIfAbsent(Planner.domain(study.targets().get(i)), facts(field, dataset, study.input(), domains));
        }
        return facts;
    }

    /** Of data that was found fit for this use before, nothing but its files' versions is looked at. */
    private DatasetFacts facts(String field, Dataset dataset, Input input, Domains domains) {
        StageStore known = new StageStore(store, InstantSource.system(), key -> List.of(), notices);
        String use = CanonicalJson.key(Arrays.asList(
                domains.identity(field, dataset),
                dataset.classes(),
                dataset.samplesPerClass(),
                dataset.validation(),
                input));
        return known.dataset(use).orElseGet(() -> {
            Domain whole = domains.load(field, dataset);
            DatasetFacts facts = DatasetFacts.of(whole, Preparation.prepare(field, whole, dataset, input));
            known.remember(use, facts);
            return facts;
        });
    }
}
