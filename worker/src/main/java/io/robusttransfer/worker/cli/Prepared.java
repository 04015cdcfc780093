package io.robusttransfer.worker.cli;

import io.robusttransfer.crds.api.ExperimentSpec;
import io.robusttransfer.crds.plan.Plan;
import io.robusttransfer.crds.plan.Planner;
import io.robusttransfer.crds.plan.Stage;
import io.robusttransfer.crds.plan.StageDocument;
import io.robusttransfer.crds.plan.TrainingDomain;
import io.robusttransfer.crds.protocol.IndexSet;
import io.robusttransfer.worker.archive.DatasetFacts;
import io.robusttransfer.worker.archive.StageManifest;
import io.robusttransfer.worker.archive.StageOutcome;
import io.robusttransfer.worker.archive.StageStore;
import io.robusttransfer.worker.stage.Effort;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * An experiment whose data is known and whose stages are planned.
 *
 * @param facts of each domain's dataset, by {@link Planner#SOURCE} and {@link Planner#domain}
 * @param folder where its plan and its report are in the store
 */
record Prepared(ExperimentSpec spec, Plan plan, Map<String, DatasetFacts> facts, String folder) {
    static final String NAMESPACE = "local";

    /** One of this machine. */
    static Prepared local(ExperimentSpec spec, Plan plan, Map<String, DatasetFacts> facts) {
        return new Prepared(spec, plan, facts, StageStore.experiment(NAMESPACE, plan.name(), plan.hash()));
    }

    List<String> remarks() {
        return new Remarks(plan.study(), facts).all();
    }

    /** The stages that read a stage's results. */
    static Function<String, Collection<String>> children(Plan plan) {
        Map<String, Collection<String>> children = new HashMap<>();
        for (Stage stage : plan.stages()) {
            for (String parent : stage.document().parents()) {
                children.computeIfAbsent(parent, p -> new java.util.ArrayList<>())
                        .add(stage.key());
            }
        }
        return key -> children.getOrDefault(key, List.of());
    }

    /** Stages that nothing is to be done for: those that are done, and those that need a training that diverged. */
    Set<String> settled(Map<String, StageManifest> done) {
        Set<String> settled = new LinkedHashSet<>(done.keySet());
        Set<String> hopeless = new HashSet<>();
        for (Stage stage : plan.stages()) {
            if (done.containsKey(stage.key())) {
                if (done.get(stage.key()).outcome() == StageOutcome.DIVERGED) {
                    hopeless.add(stage.key());
                }
            } else if (stage.document().parents().stream().anyMatch(hopeless::contains)) {
                hopeless.add(stage.key());
                settled.add(stage.key());
            }
        }
        return settled;
    }

    /** The places in the plan of stages with these keys. */
    IndexSet marks(Set<String> keys) {
        return IndexSet.of(IntStream.range(0, plan.stages().size())
                .filter(place -> keys.contains(plan.stages().get(place).key()))
                .boxed()
                .toList());
    }

    /** The effort of each stage that is not among {@code done}, by key. */
    Map<String, Double> efforts(Set<String> done) {
        Map<String, DatasetFacts> ofDigest = plan.digests().entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getValue,
                        e -> facts.get(e.getKey()),
                        // classes that one use leaves out another may keep
                        BinaryOperator.maxBy(Comparator.comparingInt(DatasetFacts::train))));
        Map<String, Double> efforts = new LinkedHashMap<>();
        for (Stage stage : plan.stages()) {
            if (!done.contains(stage.key())) {
                efforts.put(stage.key(), Effort.of(stage.document(), trainingImages(stage.document(), ofDigest)));
            }
        }
        return efforts;
    }

    private static int trainingImages(StageDocument document, Map<String, DatasetFacts> ofDigest) {
        if (document instanceof StageDocument.Train train) {
            TrainingDomain domain = train.domain();
            return ofDigest.get(domain.digest()).trainingImages(domain.samplesPerClass(), domain.validation());
        }
        return 0;
    }

    /** Lists that still have something to do, with what they wait for. */
    List<Schedule.Item> open(Map<String, Double> efforts) {
        Map<Integer, Double> open = new TreeMap<>();
        for (int list = 0; list < plan.lists().size(); list++) {
            for (int place : plan.lists().get(list)) {
                Double effort = efforts.get(plan.stages().get(place).key());
                if (effort != null) {
                    open.merge(list, effort, Double::sum);
                }
            }
        }
        List<Set<Integer>> needs = plan.needs();
        return open.entrySet().stream()
                .map(entry -> new Schedule.Item(
                        entry.getKey(),
                        needs.get(entry.getKey()).stream()
                                .filter(open::containsKey)
                                .collect(Collectors.toSet()),
                        entry.getValue()))
                .toList();
    }
}
