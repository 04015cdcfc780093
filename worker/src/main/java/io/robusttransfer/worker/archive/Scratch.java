package io.robusttransfer.worker.archive;

import io.robusttransfer.crds.json.CanonicalJson;
import io.robusttransfer.worker.Failure;
import io.robusttransfer.worker.store.Store;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The scratch folder of an unfinished stage: its state, one object named by step, hash and parents, and a record of each attempt.
 * Two workers on one stage may share it: every saved state is valid, and of those over the same parents the one with the most steps
 * is taken.
 */
public final class Scratch {
    private static final Pattern STATE = Pattern.compile(".*/state\\.(\\d{12})\\.([0-9a-f]{64})(.*)");

    private final StageStore stages;
    private final Store store;
    private final String folder;
    private final String over;
    private final Consumer<String> notices;

    Scratch(StageStore stages, Store store, String key, Map<String, StageManifest> parents, Consumer<String> notices) {
        this.stages = stages;
        this.store = store;
        this.folder = "scratch/" + key + "/";
        this.over = parents.isEmpty() ? "" : ".over-" + lineage(parents);
        this.notices = notices;
    }

    /** Of these very parents: one that was made anew under the same key may have other weights. */
    private static String lineage(Map<String, StageManifest> parents) {
        Map<String, String> identities = new TreeMap<>();
        parents.forEach((key, manifest) -> identities.put(key, manifest.identity()));
        return CanonicalJson.key(identities).substring(0, 16);
    }

    /**
     * One attempt at the stage.
     *
     * @param when by the clock of the machine
     * @param resumedFrom the step; -1 from the beginning
     */
    public record Attempt(String when, String host, long resumedFrom) {}

    private record State(String name, long step, String sha256) {}

    /** Keeps the state of a step, then forgets those of earlier ones. */
    public void save(long step, Path state) {
        String sha256 = Product.sha256(state);
        store.upload(state, folder + "state.%012d.%s%s".formatted(step, sha256, over));
        for (State other : states()) {
            if (other.step() < step) {
                store.delete(other.name());
            }
        }
    }

    /**
     * Copies the intact state with the most steps into a file.
     *
     * @return its step; nothing, and no file, when the stage is to begin at its beginning
     */
    public OptionalLong load(Path file) {
        for (State state : states()) {
            if (!store.download(state.name(), file)) {
                continue;
            }
            if (Product.sha256(file).equals(state.sha256())) {
                return OptionalLong.of(state.step());
            }
            notices.accept("The saved state " + state.name() + " is corrupt: it is not used");
            store.delete(state.name());
            try {
                Files.delete(file);
            } catch (IOException e) {
                throw new Failure.OutOfReach("Cannot delete " + file + ": " + e.getMessage(), e);
            }
        }
        return OptionalLong.empty();
    }

    /** Says that an attempt begins. */
    public void attempt(String host, OptionalLong resumedFrom) {
        Instant now = stages.now();
        Attempt attempt = new Attempt(now.toString(), host, resumedFrom.orElse(-1));
        store.write(
                folder + "attempt." + StageStore.STAMP.format(now) + "."
                        + UUID.randomUUID().toString().substring(0, 8) + ".json",
                Checksummed.bytes(attempt));
    }

    /** The attempts so far, in the order of their clocks. */
    public List<Attempt> attempts() {
        List<Attempt> attempts = new ArrayList<>();
        for (Store.Entry entry : store.list(folder + "attempt.")) {
            byte[] bytes = store.read(entry.name()).orElse(new byte[0]);
            try {
                attempts.add(Checksummed.read(bytes, Attempt.class, entry.name()));
            } catch (Checksummed.Damaged e) {
                notices.accept("The record " + entry.name() + " is left out: " + e.getMessage());
            }
        }
        return attempts;
    }

    public void clear() {
        store.deleteAll(folder);
    }

    /** The saved states over these parents, the one with the most steps first. */
    private List<State> states() {
        List<State> states = new ArrayList<>();
        for (Store.Entry entry : store.list(folder + "state.")) {
            Matcher matcher = STATE.matcher(entry.name());
            if (matcher.matches() && matcher.group(3).equals(over)) {
                states.add(new State(entry.name(), Long.parseLong(matcher.group(1)), matcher.group(2)));
            }
        }
        states.sort(Comparator.comparingLong(State::step).reversed());
        return states;
    }
}
