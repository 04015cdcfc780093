package io.robusttransfer.worker.cli;

import io.robusttransfer.crds.plan.Plan;
import io.robusttransfer.crds.protocol.IndexSet;
import io.robusttransfer.crds.protocol.ListResult;
import io.robusttransfer.worker.stage.Event;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Writes the termination message after each stage of a list, so that a container that is killed has said what it did. */
final class ListProgress implements Event.Listener {
    private final int list;
    private final List<String> keys;
    private final TerminationLog words;
    private final Event.Listener next;
    private final Set<Integer> done = new TreeSet<>();
    private final Set<Integer> skipped = new TreeSet<>();

    ListProgress(Plan plan, int list, TerminationLog words, Event.Listener next) {
        this.list = list;
        this.keys = plan.lists().get(list).stream()
                .map(place -> plan.stages().get(place).key())
                .toList();
        this.words = words;
        this.next = next;
        say();
    }

    @Override
    public void on(Event event) {
        next.on(event);
        if (event instanceof Event.Ended ended && keys.contains(ended.stage())) {
            int place = keys.indexOf(ended.stage());
            switch (ended.ending()) {
                case COMPLETED, DIVERGED, FOUND -> done.add(place);
                case SKIPPED -> skipped.add(place);
                case FAILED, STOPPED -> {
                    return;
                }
            }
            say();
        }
    }

    private void say() {
        words.worked(new ListResult(list, IndexSet.of(done), IndexSet.of(skipped)));
    }
}
