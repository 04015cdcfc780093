package io.robusttransfer.worker.cli;

import io.robusttransfer.crds.api.ExperimentSpec;
import io.robusttransfer.crds.api.Input;
import io.robusttransfer.crds.api.RobustTransferExperiment;
import io.robusttransfer.crds.api.StoreSpec;
import io.robusttransfer.crds.api.Study;
import io.robusttransfer.crds.json.CanonicalJson;
import io.robusttransfer.crds.plan.Layout;
import io.robusttransfer.crds.plan.Plan;
import io.robusttransfer.crds.plan.Planner;
import io.robusttransfer.crds.plan.Revisions;
import io.robusttransfer.worker.Failure;
import io.robusttransfer.worker.archive.DatasetFacts;
import io.robusttransfer.worker.archive.StageStore;
import io.robusttransfer.worker.data.Domain;
import io.robusttransfer.worker.data.Domains;
import io.robusttransfer.worker.data.Images;
import io.robusttransfer.worker.data.Oddities;
import io.robusttransfer.worker.data.Preparation;
import io.robusttransfer.worker.manifest.ManifestReader;
import io.robusttransfer.worker.stage.PlannedData;
import io.robusttransfer.worker.stage.PlannedWeights;
import io.robusttransfer.worker.store.Store;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;

/** Makes a plan of a manifest: reads it, looks at its data, and refuses what the data shows to be wrong. */
final class Planning {
    private final Function<List<StoreSpec>, Domains> data;
    private final Store store;
    private final Consumer<String> notices;

    /** @param data where datasets are, by the manifest's stores */
    Planning(Function<List<StoreSpec>, Domains> data, Store store, Consumer<String> notices) {
        this.data = data;
        this.store = store;
        this.notices = notices;
    }

    Planning(DataOptions data, Store store, Consumer<String> notices) {
        this(stores -> data.domains(stores, notices), store, notices);
    }

    Prepared prepare(Path manifest) {
        RobustTransferExperiment experiment = new ManifestReader().read(manifest);
        try {
            Map<String, DatasetFacts> facts = facts(experiment.getSpec());
            Plan plan = Planner.plan(
                    experiment.getMetadata().getName(),
                    experiment.getSpec(),
                    digests(facts),
                    Revisions.CURRENT,
                    Layout.CURRENT);
            return Prepared.local(experiment.getSpec(), plan, facts);
        } catch (Planner.TooManyStages e) {
            throw new Failure.WrongInput(manifest + ": " + e.getMessage(), e);
        } catch (Failure.WrongInput e) {
            throw new Failure.WrongInput(manifest + ": " + e.getMessage(), e);
        }
    }

    static Map<String, String> digests(Map<String, DatasetFacts> facts) {
        Map<String, String> digests = new LinkedHashMap<>();
        facts.forEach((domain, f) -> digests.put(domain, f.digest()));
        return digests;
    }

    /** Of each dataset, by the keys of a plan's digests. */
    Map<String, DatasetFacts> facts(ExperimentSpec spec) {
        Study study = spec.study();
        if (study.evaluation().anytimeSmoothing() != null) {
            new DecidableRadii(study.evaluation().anytimeSmoothing()).require();
        }
        Domains domains = data.apply(spec.stores());
        Map<String, DatasetFacts> facts = new LinkedHashMap<>();
        PlannedData.of(study).forEach((key, entry) -> facts.put(key, facts(entry, study.input(), domains, facts)));
        new TrainableSource(study, facts.get(Planner.SOURCE)).require();
        new TrainableTargets(study, facts).require();
        new FittingWeights(study, facts.get(Planner.SOURCE), new PlannedWeights(study, domains::file)).require();
        return facts;
    }

    /**
     * Of data that was found fit for this use before, nothing but its files' versions is looked at.
     *
     * @param domains facts about what is already known
     */
    private DatasetFacts facts(PlannedData entry, Input input, Domains data, Map<String, DatasetFacts> domains) {
        StageStore known = new StageStore(store, InstantSource.system(), key -> List.of(), notices);
        String use = use(entry.identity(data), entry, digests(domains), input);
        return known.dataset(use).orElseGet(() -> {
            DatasetFacts facts = read(entry, input, data, domains);
            known.remember(use, facts);
            return facts;
        });
    }

    private static DatasetFacts read(PlannedData entry, Input input, Domains data, Map<String, DatasetFacts> domains) {
        if (entry instanceof PlannedData.OfDomain of) {
            Domain whole = data.load(of.field(), of.dataset());
            return DatasetFacts.of(whole, Preparation.prepare(of.field(), whole, of.dataset(), input));
        }
        PlannedData.OfGiven given = (PlannedData.OfGiven) entry;
        Images whole =
                data.given(given.field() + ".dataset", given.set().dataset()).images();
        int classes = domains.get(given.of()).classes();
        Images first = given.part(whole, 1, classes, input);
        Domain domain = data.load(given.field(), given.domain());
        Images test = Preparation.prepare(given.field(), domain, given.domain(), input)
                .test();
        int severities = given.set().severities();
        List<String> oddities =
                new ArrayList<>(Oddities.given(severities == 1 ? "changed" : "changed (severity 1)", first, test));
        for (int severity = 2; severity <= severities; severity++) {
            Images changed = given.part(whole, severity, classes, input);
            oddities.addAll(Oddities.given("changed (severity " + severity + ")", changed, test));
        }
        return DatasetFacts.given(whole, first, oddities);
    }

    /** Name of the stored facts about this version of a dataset in this use. */
    static String use(String identity, PlannedData entry, Map<String, String> digests, Input input) {
        List<Object> use = new ArrayList<>();
        use.add(identity);
        use.addAll(entry.use(digests));
        use.add(input);
        return CanonicalJson.key(use);
    }
}
