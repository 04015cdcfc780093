package io.robusttransfer.worker.cli;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Decides which list a child gets next, without any input or output. A list waits for the lists that its stages depend on. Of
 * those that may start, one that continues what the child did last comes first, then the longest.
 */
final class Schedule {
    /**
     * A list to compute.
     *
     * @param needs lists that must be done before this one
     * @param effort for the order alone
     */
    record Item(int list, Set<Integer> needs, double effort) {
        Item {
            needs = Set.copyOf(needs);
        }
    }

    private enum State {
        WAITING,
        RUNNING,
        DONE,
        FAILED
    }

    private final Map<Integer, Item> items = new HashMap<>();
    private final Map<Integer, State> states = new HashMap<>();
    private final Map<Integer, Integer> failures = new HashMap<>();
    private final List<Item> longestFirst;
    private final int retries;
    private boolean stopped;

    Schedule(Collection<Item> items, int retries) {
        this.retries = retries;
        this.longestFirst = new ArrayList<>(items);
        for (Item item : items) {
            this.items.put(item.list(), item);
            states.put(item.list(), State.WAITING);
        }
        Map<Integer, Double> weight = new HashMap<>();
        items.forEach(i -> weight.put(i.list(), i.effort() + behind(i)));
        longestFirst.sort((a, b) -> Double.compare(weight.get(b.list()), weight.get(a.list())));
    }

    private double behind(Item item) {
        return items.values().stream()
                .filter(other -> other.needs().contains(item.list()))
                .mapToDouble(Item::effort)
                .sum();
    }

    /** The next list for a child that did {@code last} before; it counts as running from now on. */
    OptionalInt next(OptionalInt last) {
        if (stopped) {
            return OptionalInt.empty();
        }
        Deque<Item> ready = new ArrayDeque<>();
        for (Item item : longestFirst) {
            if (states.get(item.list()) == State.WAITING
                    && item.needs().stream().allMatch(this::isDone)) {
                if (last.isPresent() && item.needs().contains(last.getAsInt())) {
                    ready.addFirst(item);
                } else {
                    ready.addLast(item);
                }
            }
        }
        if (ready.isEmpty()) {
            return OptionalInt.empty();
        }
        int list = ready.getFirst().list();
        states.put(list, State.RUNNING);
        return OptionalInt.of(list);
    }

    /** A list outside this schedule has nothing to do. */
    private boolean isDone(int list) {
        return states.getOrDefault(list, State.DONE) == State.DONE;
    }

    void done(int list) {
        states.put(list, State.DONE);
    }

    /** @return whether it is tried again */
    boolean failed(int list, boolean worthRetrying) {
        int count = failures.merge(list, 1, Integer::sum);
        boolean again = worthRetrying && count <= retries;
        states.put(list, again ? State.WAITING : State.FAILED);
        return again;
    }

    /** From now on no list is started. */
    void stop() {
        stopped = true;
    }

    /** Lists that are not done and will not be done in this run. */
    List<Integer> undone() {
        return items.keySet().stream().filter(i -> !isDone(i)).sorted().toList();
    }

    boolean isRunning() {
        return states.containsValue(State.RUNNING);
    }
}
