package io.robusttransfer.worker.stage;

import io.robusttransfer.crds.api.Dataset;
import io.robusttransfer.crds.api.Input;
import io.robusttransfer.crds.api.Target;
import io.robusttransfer.crds.plan.Plan;
import io.robusttransfer.crds.plan.Planner;
import io.robusttransfer.crds.plan.TestDomain;
import io.robusttransfer.crds.plan.TrainingDomain;
import io.robusttransfer.worker.Failure;
import io.robusttransfer.worker.data.Domain;
import io.robusttransfer.worker.data.Images;
import io.robusttransfer.worker.data.Preparation;
import io.robusttransfer.worker.random.Streams;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.stream.Collectors;

/** The data of a plan's stages, by content digest. Each dataset is read once and kept in memory. */
public final class PlannedDomains {
    private final Plan plan;
    private final BiFunction<String, Dataset, Domain> loader;
    private final BiConsumer<String, Dataset> forget;
    private final Map<String, Named> loaded = new HashMap<>();
    private final Map<Shape, Domain> prepared = new HashMap<>();

    private record Named(String field, Domain domain) {}

    private record Shape(String digest, List<Integer> classes, Input input) {}

    private record Use(String field, Dataset dataset) {}

    /**
     * @param loader reads a dataset; its first argument is the dataset's field, for messages
     * @param forget is told of data that is not what the plan was made for, so that planning looks at it anew
     */
    public PlannedDomains(Plan plan, BiFunction<String, Dataset, Domain> loader, BiConsumer<String, Dataset> forget) {
        this.plan = plan;
        this.loader = loader;
        this.forget = forget;
    }

    /** Of heads fitted on a target, by their stages' keys; a key that stands for several has all of their names. */
    Map<String, String> headNames() {
        return plan.cells().stream()
                .filter(cell -> cell.retrain() != null && cell.head() != null)
                .collect(Collectors.toMap(
                        Plan.Cell::retrain,
                        Plan.Cell::head,
                        (one, other) -> List.of(one.split("/")).contains(other) ? one : one + "/" + other));
    }

    Images training(TrainingDomain domain, Input input, long seed) {
        Images all = prepared(domain.digest(), domain.classes(), domain.samplesPerClass(), input)
                .train();
        return domain.samplesPerClass() == null
                ? all
                : all.select(Preparation.samples(
                        all, domain.samplesPerClass(), Streams.targetSubset(seed, domain.identity())));
    }

    Images test(TestDomain domain, Input input) {
        return prepared(domain.digest(), domain.classes(), null, input).test();
    }

    private Domain prepared(String digest, List<Integer> classes, Integer samplesPerClass, Input input) {
        return prepared.computeIfAbsent(new Shape(digest, classes, input), shape -> {
            Named whole = loaded.computeIfAbsent(digest, this::load);
            Dataset kept = new Dataset(null, null, null, null, null, null, samplesPerClass, classes);
            return Preparation.prepare(whole.field(), whole.domain(), kept, input);
        });
    }

    private Named load(String digest) {
        List<Use> uses = uses(digest);
        if (uses.isEmpty()) {
            throw new Failure.WrongInput("the plan names no data with the digest " + digest);
        }
        Use first = uses.get(0);
        Domain domain = loader.apply(first.field(), first.dataset());
        String now = domain.digest();
        if (!now.equals(digest)) {
            uses.forEach(use -> forget.accept(use.field(), use.dataset()));
            throw new Failure.WrongInput(first.field() + ".uri: the data at '"
                    + first.dataset().uri()
                    + "' changed since the experiment was planned (digest " + now + ", was " + digest
                    + "): put the old data back, or plan again");
        }
        return new Named(first.field(), domain);
    }

    private List<Use> uses(String digest) {
        List<Use> uses = new ArrayList<>();
        Dataset source = plan.study().source().dataset();
        if (digest.equals(plan.digests().get(Planner.SOURCE))) {
            uses.add(new Use("spec.study.source.dataset", source));
        }
        List<Target> targets = plan.study().targets();
        for (int i = 0; i < targets.size(); i++) {
            if (digest.equals(plan.digests().get(Planner.domain(targets.get(i))))) {
                Dataset dataset = targets.get(i).dataset().resolved(source);
                uses.add(new Use("spec.study.targets[" + i + "].dataset", dataset));
            }
        }
        return uses;
    }
}
