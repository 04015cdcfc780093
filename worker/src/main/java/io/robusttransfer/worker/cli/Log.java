package io.robusttransfer.worker.cli;

import io.robusttransfer.worker.stage.Event;
import java.io.PrintStream;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongSupplier;

/** Writes events as lines of a pod's log. Lines of epochs and parts say how much time their stage has left. */
final class Log implements Event.Listener {
    /** Where a stage was when it first said how far it is, which after a resume is not its beginning. */
    private record Begun(String title, long nanos, double share) {}

    private final PrintStream out;
    private final LongSupplier nanoTime;
    private final Map<String, Begun> stages = new HashMap<>();

    Log(PrintStream out, LongSupplier nanoTime) {
        this.out = out;
        this.nanoTime = nanoTime;
    }

    @Override
    public void on(Event event) {
        if (event instanceof Event.Started started) {
            stages.put(started.stage(), new Begun(started.title(), nanoTime.getAsLong(), 0));
            out.println(started.title() + " (" + started.stage() + ")");
        } else if (event instanceof Event.Advanced advanced) {
            advance(advanced);
        } else if (event instanceof Event.Ended ended) {
            out.println(ended.title() + ": " + ended.ending().name().toLowerCase(Locale.ROOT)
                    + (ended.text() == null ? "" : ": " + ended.text()));
        } else if (event instanceof Event.Note note) {
            out.println(note.text());
        }
    }

    private void advance(Event.Advanced advanced) {
        Begun begun = stages.get(advanced.stage());
        if (begun.share() == 0 && advanced.share() > 0) {
            begun = new Begun(begun.title(), nanoTime.getAsLong(), advanced.share());
            stages.put(advanced.stage(), begun);
        }
        if (advanced.text() != null) {
            out.println(begun.title() + ": " + advanced.text() + left(begun, advanced.share()));
        }
    }

    private String left(Begun begun, double share) {
        double here = share - begun.share();
        if (here <= 0 || share >= 1) {
            return "";
        }
        double seconds = (nanoTime.getAsLong() - begun.nanos()) / 1e9;
        return " (" + RunProgress.words(Duration.ofSeconds(Math.round(seconds / here * (1 - share)))) + " left)";
    }
}
