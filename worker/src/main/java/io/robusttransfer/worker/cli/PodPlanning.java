package io.robusttransfer.worker.cli;

import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import io.robusttransfer.crds.json.CanonicalJson;
import io.robusttransfer.crds.plan.Layout;
import io.robusttransfer.crds.plan.Plan;
import io.robusttransfer.crds.plan.Planner;
import io.robusttransfer.crds.plan.Revisions;
import io.robusttransfer.crds.plan.Stage;
import io.robusttransfer.crds.protocol.JobInput.ExperimentInput;
import io.robusttransfer.worker.Failure;
import io.robusttransfer.worker.archive.DatasetFacts;
import io.robusttransfer.worker.archive.StageStore;
import io.robusttransfer.worker.stage.PlannedData;
import io.robusttransfer.worker.store.Store;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * The planning of an experiment of a cluster. The first plan of a uid stays: later containers, of any version, read it, and need
 * no dataset for that.
 */
final class PodPlanning {
    private final ExperimentInput experiment;
    private final Planning planning;
    private final Store store;
    private final StageStore stages;
    private final String folder;

    PodPlanning(ExperimentInput experiment, Stores stores, Store store, Consumer<String> notices) {
        this.experiment = experiment;
        this.store = store;
        this.planning = new Planning(entries -> stores.domains(DataOptions.defaultCache(), notices), store, notices);
        this.stages = new StageStore(store, InstantSource.system(), key -> List.of(), notices);
        this.folder = StageStore.experiment(experiment.namespace(), experiment.name(), experiment.uid());
    }

    Prepared prepare() {
        byte[] json = stages.firstPlan(folder + RunCommand.PLAN, this::intact, () -> CanonicalJson.bytes(plan()));
        Plan plan = read(json).orElseThrow();
        return new Prepared(experiment.spec(), plan, facts(plan), folder);
    }

    /** Those of all algorithms that the plan's stages use. */
    static Revisions revisions(Plan plan) {
        Map<String, Integer> revisions = new TreeMap<>();
        plan.stages().forEach(stage -> revisions.putAll(stage.document().revisions()));
        return new Revisions(revisions);
    }

    private Plan plan() {
        Map<String, DatasetFacts> facts = planning.facts(experiment.spec());
        remember(facts);
        try {
            return experiment.plan(Planning.digests(facts), Revisions.CURRENT, Layout.CURRENT);
        } catch (Planner.TooManyStages e) {
            throw new Failure.WrongInput(e.getMessage(), e);
        }
    }

    /** Whether a stored plan is one of this experiment, and its stages hash to their keys. */
    private boolean intact(byte[] json) {
        return read(json)
                .filter(plan -> plan.study().equals(experiment.spec().study()))
                .filter(plan -> plan.name().equals(experiment.name()))
                .filter(plan -> plan.stages().stream().allMatch(PodPlanning::intact))
                .isPresent();
    }

    private static boolean intact(Stage stage) {
        return CanonicalJson.key(stage.document()).equals(stage.key());
    }

    /** Reads a plan; empty when it is damaged. */
    private Optional<Plan> read(byte[] json) {
        try {
            return Optional.ofNullable(CanonicalJson.read(json, Plan.class));
        } catch (UnrecognizedPropertyException e) {
            throw new Failure.WrongInput(
                    folder + RunCommand.PLAN + " in " + store.location()
                            + " was made by another version: use the worker image that made it, or create the"
                            + " experiment anew",
                    e);
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private Map<String, DatasetFacts> facts(Plan plan) {
        Map<String, DatasetFacts> known = new LinkedHashMap<>();
        datasets().forEach((key, entry) -> stages.dataset(use(plan.digests().get(key), entry, plan.digests()))
                .ifPresent(facts -> known.put(key, facts)));
        if (known.keySet().equals(plan.digests().keySet())) {
            return known;
        }
        Map<String, DatasetFacts> facts = planning.facts(experiment.spec());
        facts.forEach((domain, now) -> {
            if (!now.digest().equals(plan.digests().get(domain))) {
                throw new Failure.WrongInput(datasets().get(domain).field() + ": the data of " + domain
                        + " changed since the experiment was planned (digest "
                        + now.digest() + ", was " + plan.digests().get(domain)
                        + "): put the old data back, or create the experiment anew");
            }
        });
        remember(facts);
        return facts;
    }

    private void remember(Map<String, DatasetFacts> facts) {
        Map<String, PlannedData> datasets = datasets();
        facts.forEach((key, known) ->
                stages.remember(use(known.digest(), datasets.get(key), Planning.digests(facts)), known));
    }

    private Map<String, PlannedData> datasets() {
        return PlannedData.of(experiment.spec().study());
    }

    /** Name of the stored facts about a dataset of this content in this use, wherever it lies. */
    private String use(String digest, PlannedData entry, Map<String, String> digests) {
        List<Object> use = new ArrayList<>(List.of("content", digest));
        use.addAll(entry.use(digests));
        use.add(experiment.spec().study().input());
        return CanonicalJson.key(use);
    }
}
