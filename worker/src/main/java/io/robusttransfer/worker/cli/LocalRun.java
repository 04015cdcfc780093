package io.robusttransfer.worker.cli;

import io.robusttransfer.crds.api.OnFailure;
import io.robusttransfer.worker.stage.Event;
import io.robusttransfer.worker.stage.ExitCode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** Works through a schedule with several child processes, until nothing is left that can be done. */
final class LocalRun {
    /** Long enough to save a step's state to a slow store. */
    private static final long GRACE_SECONDS = 30;

    private final Schedule schedule;
    private final List<String> command;
    private final OnFailure onFailure;
    private final Event.Listener listener;
    private final BlockingQueue<Child.Message> messages = new LinkedBlockingQueue<>();
    private final Map<Child, Work> children = new HashMap<>();
    private final List<ExitCode> codes = new ArrayList<>();
    private volatile boolean stopping;

    /** The list that a child works on, and the one before it. */
    private record Work(OptionalInt now, OptionalInt last) {}

    LocalRun(Schedule schedule, List<String> command, OnFailure onFailure, Event.Listener listener) {
        this.schedule = schedule;
        this.command = command;
        this.onFailure = onFailure;
        this.listener = listener;
    }

    /**
     * @param environments of the children side by side
     * @return the worst of the lists' codes
     */
    ExitCode run(List<Map<String, String>> environments) throws InterruptedException {
        environments.forEach(this::startChild);
        while (!children.isEmpty()) {
            Child.Message message = messages.take();
            if (message instanceof Child.Message.Said said) {
                hear(said.from(), said.event());
            } else if (message instanceof Child.Message.Exited exited) {
                mourn(exited);
            }
            giveWork();
        }
        return ExitCode.worst(codes);
    }

    /** Asks every child to save and end, and waits for them; called from another thread when this process is told to stop. */
    void stop() throws InterruptedException {
        stopping = true;
        List<Child> present;
        synchronized (children) {
            present = List.copyOf(children.keySet());
        }
        present.forEach(Child::stop);
        for (Child child : present) {
            child.await(GRACE_SECONDS);
        }
    }

    private void startChild(Map<String, String> environment) {
        if (stopping) {
            return;
        }
        OptionalInt first = schedule.next(OptionalInt.empty());
        if (first.isEmpty()) {
            return;
        }
        Child child = Child.start(command, environment, messages::add);
        synchronized (children) {
            children.put(child, new Work(first, OptionalInt.empty()));
        }
        child.work(first.getAsInt());
    }

    private void hear(Child child, Event event) {
        if (!(event instanceof Event.ListDone done)) {
            listener.on(event);
            return;
        }
        end(done.list(), ExitCode.of(done.exitCode()), !done.lacking());
        synchronized (children) {
            children.computeIfPresent(child, (c, work) -> new Work(OptionalInt.empty(), work.now()));
        }
    }

    private void end(int list, ExitCode code, boolean worthRetrying) {
        boolean again = false;
        switch (code) {
            case DONE -> schedule.done(list);
            case FAILED -> again = schedule.failed(list, worthRetrying);
            case WRONG_INPUT -> schedule.failed(list, false);
            case OUT_OF_REACH, STOPPED -> {
                schedule.failed(list, false);
                schedule.stop();
            }
        }
        if (!again) {
            codes.add(code);
            if (onFailure == OnFailure.STOP && (code == ExitCode.FAILED || code == ExitCode.WRONG_INPUT)) {
                schedule.stop();
            }
        }
    }

    private void mourn(Child.Message.Exited exited) {
        Work work;
        synchronized (children) {
            work = children.remove(exited.from());
        }
        if (work.now().isPresent()) {
            ExitCode code = stopping ? ExitCode.STOPPED : ExitCode.of(exited.code() == 0 ? 1 : exited.code());
            if (code == ExitCode.STOPPED && !stopping) {
                listener.on(new Event.Note("a worker process was told to stop; run the same command to continue"));
            } else if (code == ExitCode.FAILED) {
                listener.on(new Event.Note("a worker process ended with code " + exited.code()
                        + (exited.lastWords().isEmpty() ? "" : ": " + exited.lastWords())));
            } else if (!exited.lastWords().isEmpty()) {
                listener.on(new Event.Note(exited.lastWords()));
            }
            if (code == ExitCode.WRONG_INPUT) {
                // a list's failure comes as an event: this one is of the process itself, and another would end the same
                schedule.stop();
            }
            end(work.now().getAsInt(), code, true);
            startChild(exited.from().environment());
        }
    }

    private void giveWork() {
        List<Child> idle;
        synchronized (children) {
            idle = children.entrySet().stream()
                    .filter(e -> e.getValue().now().isEmpty())
                    .map(Map.Entry::getKey)
                    .toList();
        }
        for (Child child : idle) {
            OptionalInt last = children.get(child).last();
            OptionalInt next = stopping ? OptionalInt.empty() : schedule.next(last);
            if (next.isPresent()) {
                synchronized (children) {
                    children.put(child, new Work(next, last));
                }
                child.work(next.getAsInt());
            } else if (stopping || !schedule.isRunning()) {
                child.finish();
            }
        }
    }
}
