package io.robusttransfer.worker.cli;

import io.robusttransfer.worker.stage.Event;
import java.io.PrintStream;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** Events as lines of a pod's log. */
final class Log implements Event.Listener {
    private final PrintStream out;
    private final Map<String, String> titles = new HashMap<>();

    Log(PrintStream out) {
        this.out = out;
    }

    @Override
    public void on(Event event) {
        if (event instanceof Event.Started started) {
            titles.put(started.stage(), started.title());
            out.println(started.title() + " (" + started.stage() + ")");
        } else if (event instanceof Event.Advanced advanced && advanced.text() != null) {
            out.println(titles.get(advanced.stage()) + ": " + advanced.text());
        } else if (event instanceof Event.Ended ended) {
            out.println(ended.title() + ": " + ended.ending().name().toLowerCase(Locale.ROOT)
                    + (ended.text() == null ? "" : ": " + ended.text()));
        } else if (event instanceof Event.Note note) {
            out.println(note.text());
        }
    }
}
