package io.robusttransfer.worker.cli;

import io.robusttransfer.worker.stage.Event;
import java.io.PrintStream;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;

/** Shows how far a run is and how much time is left: a bar on a terminal, else a line for each epoch and each part. */
final class RunProgress implements Event.Listener, AutoCloseable {
    private static final int BAR_STEPS = 1000;
    private static final String CLEAR_LINE = "\r\u001b[K";
    private static final int BAR_WIDTH = 20;

    private final PrintStream out;
    private final Map<String, Double> efforts;
    private final Map<String, Double> shares = new HashMap<>();
    private final Map<String, String> titles = new HashMap<>();
    private final LongSupplier nanoTime;
    private final long start;
    private final double total;
    private final int stages;
    private int ended;
    private final ProgressBar bar;
    private boolean closed;

    /**
     * @param efforts of the stages that are to do, by key
     * @param before how many stages need nothing any more
     * @param terminal whether {@code out} is one
     */
    RunProgress(PrintStream out, boolean terminal, Map<String, Double> efforts, int before, LongSupplier nanoTime) {
        this.out = out;
        this.efforts = Map.copyOf(efforts);
        this.stages = before + efforts.size();
        this.ended = before;
        this.total = efforts.values().stream().mapToDouble(Double::doubleValue).sum();
        this.nanoTime = nanoTime;
        this.start = nanoTime.getAsLong();
        this.bar = terminal
                ? new ProgressBarBuilder()
                        .setTaskName("")
                        .setInitialMax(BAR_STEPS)
                        .setUpdateIntervalMillis(250)
                        .setConsumer(new OneLine(out))
                        .setRenderer(
                                (state, width) -> render(state.getNormalizedProgress(), state.getExtraMessage(), width))
                        .build()
                : null;
    }

    /** Draws in the line of the cursor, whereas the library's own way moves up a line, over what {@link #line} wrote there. */
    private static final class OneLine extends ConsoleProgressBarConsumer {
        private final PrintStream out;

        OneLine(PrintStream out) {
            super(out);
            this.out = out;
        }

        @Override
        public void accept(String bar) {
            out.print(CLEAR_LINE + bar);
        }
    }

    /** A bar, and beside it what fits of the text. */
    static String render(double share, String text, int width) {
        int full = (int) Math.round(share * BAR_WIDTH);
        String line = "\u2588".repeat(full) + "\u2591".repeat(BAR_WIDTH - full) + " " + text;
        return line.length() <= width ? line : line.substring(0, Math.max(0, width - 1)) + "\u2026";
    }

    @Override
    public synchronized void on(Event event) {
        if (event instanceof Event.Started started) {
            titles.put(started.stage(), started.title());
            say(started.title());
        } else if (event instanceof Event.Advanced advanced) {
            shares.merge(advanced.stage(), advanced.share(), Math::max);
            if (advanced.text() != null) {
                say(titles.getOrDefault(advanced.stage(), advanced.stage()) + ": " + advanced.text());
            }
        } else if (event instanceof Event.Ended end) {
            end(end);
        } else if (event instanceof Event.Note note) {
            line(note.text());
        }
        if (bar != null) {
            bar.stepTo(Math.round(share() * BAR_STEPS));
        }
    }

    private void end(Event.Ended end) {
        switch (end.ending()) {
            case COMPLETED, FOUND, SKIPPED, DIVERGED -> {
                shares.put(end.stage(), 1.0);
                ended += efforts.containsKey(end.stage()) ? 1 : 0;
            }
            case FAILED, STOPPED -> {}
        }
        switch (end.ending()) {
            case DIVERGED, SKIPPED, FAILED ->
                line(end.title() + ": " + end.ending().name().toLowerCase(java.util.Locale.ROOT)
                        + (end.text() == null ? "" : ": " + end.text()));
            case COMPLETED -> say(end.title() + ": " + (end.text() == null ? "done" : end.text()));
            case FOUND, STOPPED -> {}
        }
    }

    /** The share of all work that is done, 0 to 1. */
    double share() {
        double done = shares.entrySet().stream()
                .mapToDouble(e -> e.getValue() * efforts.getOrDefault(e.getKey(), 0.0))
                .sum();
        return total == 0 ? 1 : Math.min(1, done / total);
    }

    private String status() {
        double share = share();
        String left = "";
        if (share > 0.01) {
            double elapsed = (nanoTime.getAsLong() - start) / 1e9;
            left = ", " + words(Duration.ofSeconds(Math.round(elapsed / share * (1 - share)))) + " left";
        }
        return "%3d %%  %d/%d stages%s".formatted((int) (share * 100), ended, stages, left);
    }

    static String words(Duration time) {
        if (time.toHours() > 0) {
            return time.toHours() + " h " + time.toMinutesPart() + " min";
        }
        return time.toMinutes() > 0
                ? time.toMinutes() + " min " + time.toSecondsPart() + " s"
                : time.toSeconds() + " s";
    }

    private void say(String what) {
        if (bar != null) {
            bar.setExtraMessage(status() + "  " + what);
        } else {
            out.println(status() + "  " + what);
        }
    }

    /** Something that must not be overwritten by the next step of the bar. */
    private void line(String text) {
        out.println(bar == null ? text : CLEAR_LINE + text);
    }

    @Override
    public void close() {
        end();
    }

    /** Ends the drawing of the bar. */
    synchronized void end() {
        if (bar != null && !closed) {
            closed = true;
            bar.close();
        }
    }
}
