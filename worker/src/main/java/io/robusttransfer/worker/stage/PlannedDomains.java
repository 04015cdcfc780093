package io.robusttransfer.worker.stage;

import io.robusttransfer.crds.api.Dataset;
import io.robusttransfer.crds.api.Input;
import io.robusttransfer.crds.api.Measure;
import io.robusttransfer.crds.plan.Plan;
import io.robusttransfer.crds.plan.TestDomain;
import io.robusttransfer.crds.plan.TrainingDomain;
import io.robusttransfer.worker.Failure;
import io.robusttransfer.worker.data.Domain;
import io.robusttransfer.worker.data.Domains;
import io.robusttransfer.worker.data.Images;
import io.robusttransfer.worker.data.Preparation;
import io.robusttransfer.worker.random.Streams;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** The data of a plan's stages, by content digest. Each dataset is read once and kept in memory. */
public final class PlannedDomains {
    private final Plan plan;
    private final Domains data;
    private final Consumer<PlannedData> forget;
    private final Map<String, Named> loaded = new HashMap<>();
    private final Map<Shape, Domain> prepared = new HashMap<>();
    /** The last set alone, since a study may have many. */
    private Given given = new Given("", null);

    private record Named(String field, Domain domain) {}

    private record Given(String digest, Images whole) {}

    private record Shape(String digest, List<Integer> classes, Input input) {}

    /** @param forget is told of data that is not what the plan was made for, so that planning looks at it anew */
    public PlannedDomains(Plan plan, Domains data, Consumer<PlannedData> forget) {
        this.plan = plan;
        this.data = data;
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
        List<PlannedData.OfDomain> uses = uses(PlannedData.OfDomain.class, digest);
        if (uses.isEmpty()) {
            throw new Failure.WrongInput("the plan names no data with the digest " + digest);
        }
        PlannedData.OfDomain first = uses.get(0);
        Domain domain = data.load(first.field(), first.dataset());
        requireUnchanged(first.field() + ".uri", first.dataset().uri(), domain.digest(), digest, uses);
        return new Named(first.field(), domain);
    }

    /**
     * One part of a given set, prepared as its domain is.
     *
     * @param domain of the evaluation
     * @param classes that the domain has
     */
    Images given(Measure.GivenShift measure, TestDomain domain, int classes, Input input) {
        List<PlannedData.OfGiven> uses = uses(PlannedData.OfGiven.class, measure.digest()).stream()
                .filter(use -> use.set().name().equals(measure.name()))
                .toList();
        if (uses.isEmpty()) {
            throw new Failure.WrongInput("the plan names no given set " + measure.name());
        }
        PlannedData.OfGiven set = uses.get(0);
        if (!given.digest().equals(measure.digest())) {
            String field = set.field() + ".dataset";
            Images whole = data.given(field, set.set().dataset()).images();
            requireUnchanged(field + ".uri", set.set().dataset().uri(), whole.digest(), measure.digest(), uses);
            given = new Given(measure.digest(), whole);
        }
        return set.part(given.whole(), measure.severity(), classes, input);
    }

    private void requireUnchanged(
            String field, String uri, String now, String digest, List<? extends PlannedData> uses) {
        if (!now.equals(digest)) {
            uses.forEach(forget);
            throw new Failure.WrongInput(field + ": the data at '" + uri
                    + "' changed since the experiment was planned (digest " + now + ", was " + digest
                    + "): put the old data back, or plan again");
        }
    }

    private <T extends PlannedData> List<T> uses(Class<T> kind, String digest) {
        return PlannedData.of(plan.study()).entrySet().stream()
                .filter(entry -> digest.equals(plan.digests().get(entry.getKey())))
                .map(Map.Entry::getValue)
                .filter(kind::isInstance)
                .map(kind::cast)
                .toList();
    }
}
