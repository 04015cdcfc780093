package io.robusttransfer.worker.archive;

import io.robusttransfer.crds.json.CanonicalJson;
import io.robusttransfer.crds.plan.Stage;
import io.robusttransfer.worker.Failure;
import io.robusttransfer.worker.store.Store;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * The results of stages in a store, under {@code stages}, {@code parts}, {@code scratch}, {@code datasets}, {@code experiments}
 * and {@code corrupt}. A corrupt result is reported, moved under {@code corrupt} with the reason and with all that was made from
 * it, and never used. No decision depends on a clock: times are in names and records only.
 */
public final class StageStore {
    static final String STAGES = "stages";
    static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    private static final int READERS = 16;

    private final Store store;
    private final InstantSource clock;
    private final Function<String, ? extends Collection<String>> children;
    private final Consumer<String> notices;

    /**
     * @param children keys of the stages that read a stage's results, as far as known
     * @param notices gets what a person should read
     */
    public StageStore(
            Store store,
            InstantSource clock,
            Function<String, ? extends Collection<String>> children,
            Consumer<String> notices) {
        this.store = store;
        this.clock = clock;
        this.children = children;
        this.notices = notices;
    }

    public StagePlace stage(String key) {
        return new StagePlace(this, store, STAGES, key);
    }

    public StagePlace part(String key) {
        return new StagePlace(this, store, "parts", key);
    }

    public Scratch scratch(String key) {
        return scratch(key, Map.of());
    }

    /** @param parents present manifests of all parents of the stage, by key */
    public Scratch scratch(String key, Map<String, StageManifest> parents) {
        return new Scratch(this, store, key, parents, notices);
    }

    /** Where an experiment's plan and report are, with a slash at the end; the store is the caller's to write to. */
    public static String experiment(String namespace, String name, String uid) {
        return "experiments/" + namespace + "/" + name + "/" + uid + "/";
    }

    /**
     * Stores an experiment's plan, unless it is there already.
     *
     * @param name with the plan's hash in it, so that other bytes there are damaged ones
     */
    public void keepPlan(String name, byte[] plan) {
        if (store.create(name, plan)) {
            return;
        }
        setAside(name, plan);
        store.write(name, plan);
    }

    /**
     * The plan that stands where an experiment's plan belongs. The first that was put there stays; one that is damaged is set
     * aside.
     *
     * @param name that says nothing of the plan's content
     * @param plan makes one where there is none
     */
    public byte[] firstPlan(String name, Predicate<byte[]> intact, Supplier<byte[]> plan) {
        Optional<byte[]> there = store.read(name);
        if (there.isPresent()) {
            if (intact.test(there.get())) {
                return there.get();
            }
            setAside(name, there.get());
        }
        byte[] made = plan.get();
        // another may have put one there meanwhile
        return store.create(name, made)
                ? made
                : store.read(name)
                        .filter(intact)
                        .orElseThrow(() -> new Failure.OutOfReach(
                                name + " in " + store.location() + " changes while it is written; try again"));
    }

    private void setAside(String name, byte[] plan) {
        String aside = "corrupt/" + STAMP.format(now()) + "-" + CanonicalJson.sha256(plan) + "/plan.json";
        store.move(name, aside);
        notices.accept(name + " was damaged: it was set aside as " + aside + " and is written anew");
    }

    public Store store() {
        return store;
    }

    /**
     * The manifests of the stages that are done: intact, and made from what their parents' manifests say now. What is corrupt,
     * or was made from other results of a parent, is set aside. A stage whose parent is not done is left out and left alone:
     * the parent may come out the same again.
     *
     * @param stages parents first
     * @return by key, in the order given
     */
    public Map<String, StageManifest> survey(List<Stage> stages) {
        Map<String, Examined> examined = examine(stages);
        Map<String, StageManifest> present = new LinkedHashMap<>();
        for (Stage stage : stages) {
            Examined found = examined.get(stage.key());
            if (found.corrupt() != null) {
                setAside(stage(stage.key()), found.corrupt());
            }
            if (found.manifest().isEmpty()
                    || !present.keySet().containsAll(stage.document().parents())) {
                continue;
            }
            if (descends(stage(stage.key()), found.manifest().get(), parents(stage, present))) {
                present.put(stage.key(), found.manifest().get());
            }
        }
        return present;
    }

    /**
     * Whether a stage or part was made from the present results of its parents; it is set aside when it was not.
     *
     * @param parents present manifests of all its parents, by key
     */
    public boolean descends(StagePlace place, StageManifest manifest, Map<String, StageManifest> parents) {
        for (Map.Entry<String, StageManifest> parent : parents.entrySet()) {
            if (!parent.getValue().identity().equals(manifest.parents().get(parent.getKey()))) {
                setAside(
                        place,
                        "it was made from other results of "
                                + stage(parent.getKey()).shown() + " than are there now");
                return false;
            }
        }
        return true;
    }

    /** The facts that were kept about a dataset; empty when it has not been looked at yet. */
    public Optional<DatasetFacts> dataset(String identity) {
        String name = datasetName(identity);
        Optional<byte[]> bytes = store.read(name);
        if (bytes.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(Checksummed.read(bytes.get(), DatasetFacts.class, name));
        } catch (Checksummed.Damaged e) {
            notices.accept("The record " + name + " is corrupt (" + e.getMessage() + "): it is made again");
            store.delete(name);
            return Optional.empty();
        }
    }

    public void remember(String identity, DatasetFacts facts) {
        store.write(datasetName(identity), Checksummed.bytes(facts));
    }

    /** Deletes the facts about a dataset that proved wrong. */
    public void forget(String identity) {
        store.delete(datasetName(identity));
    }

    private static String datasetName(String identity) {
        return "datasets/" + identity + ".json";
    }

    Instant now() {
        return clock.instant();
    }

    /** Moves a stage or part away, the manifest first, and after it all stages that descend from it. */
    void setAside(StagePlace place, String reason) {
        String where = move(place, reason);
        notices.accept(place.shown() + " is not used and will be computed again: " + reason + ". It was set aside as "
                + where);
        if (!place.isStage()) {
            return;
        }
        Set<String> seen = new HashSet<>(Set.of(place.key()));
        Deque<String> waiting = new ArrayDeque<>(children.apply(place.key()));
        while (!waiting.isEmpty()) {
            String key = waiting.remove();
            if (seen.add(key)) {
                waiting.addAll(children.apply(key));
                if (store.find(stage(key).folder() + StagePlace.MANIFEST).isPresent()) {
                    move(stage(key), "it descends from " + place.shown() + ", of which: " + reason);
                    notices.accept(stage(key).shown() + " descends from it, and was set aside too");
                }
            }
        }
    }

    private String move(StagePlace place, String reason) {
        String stamp = "corrupt/" + STAMP.format(now()) + "-" + place.key();
        String to = stamp;
        for (int n = 2; !store.list(to + "/").isEmpty(); n++) {
            to = stamp + "-" + n;
        }
        store.write(to + "/reason.txt", (reason + "\n").getBytes(StandardCharsets.UTF_8));
        store.move(place.folder() + StagePlace.MANIFEST, to + "/" + StagePlace.MANIFEST);
        for (Store.Entry entry : store.list(place.folder())) {
            store.move(entry.name(), to + entry.name().substring(place.folder().length() - 1));
        }
        return to;
    }

    private static Map<String, StageManifest> parents(Stage stage, Map<String, StageManifest> present) {
        Map<String, StageManifest> parents = new LinkedHashMap<>();
        stage.document().parents().forEach(key -> parents.put(key, present.get(key)));
        return parents;
    }

    /**
     * A stage as the store has it.
     *
     * @param corrupt why; null when it is not
     */
    private record Examined(Optional<StageManifest> manifest, String corrupt) {}

    private Examined examine(String key) {
        try {
            return new Examined(stage(key).examine(), null);
        } catch (CorruptResult e) {
            return new Examined(Optional.empty(), e.getMessage());
        }
    }

    /** Reads all manifests side by side: over a network one waits more than one works. */
    private Map<String, Examined> examine(List<Stage> stages) {
        ExecutorService readers = Executors.newFixedThreadPool(READERS);
        try {
            List<Future<Examined>> answers = new ArrayList<>();
            stages.forEach(stage -> answers.add(readers.submit(() -> examine(stage.key()))));
            Map<String, Examined> examined = new HashMap<>();
            for (int i = 0; i < answers.size(); i++) {
                examined.put(stages.get(i).key(), answers.get(i).get());
            }
            return examined;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Failure failure) {
                throw failure;
            }
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Failure.Stopped("Stopped while reading " + store.location());
        } finally {
            readers.shutdownNow();
        }
    }
}
