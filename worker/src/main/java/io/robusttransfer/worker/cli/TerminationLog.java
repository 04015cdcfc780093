package io.robusttransfer.worker.cli;

import io.robusttransfer.crds.protocol.ListResult;
import io.robusttransfer.crds.protocol.PlanResult;
import io.robusttransfer.crds.protocol.ReportResult;
import io.robusttransfer.crds.protocol.TerminationMessage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/** Writes the termination message of this container, again whenever there is more to say, since any write may be the last. */
final class TerminationLog {
    private final Path file;
    private final Consumer<String> notices;
    private TerminationMessage said = new TerminationMessage(null, null, null, null);
    private List<List<Integer>> lists = List.of();
    private boolean unheard;

    TerminationLog(Path file, Consumer<String> notices) {
        this.file = file;
        this.notices = notices;
        // loads the JSON classes while there is memory
        said.text(lists);
    }

    synchronized void problem(String problem) {
        say(new TerminationMessage(problem, said.planned(), said.worked(), said.reported()));
    }

    /** @param ofPlan its lists */
    synchronized void planned(PlanResult planned, List<List<Integer>> ofPlan) {
        lists = ofPlan;
        say(new TerminationMessage(said.problem(), planned, said.worked(), said.reported()));
    }

    synchronized void worked(ListResult worked) {
        say(new TerminationMessage(said.problem(), said.planned(), worked, said.reported()));
    }

    synchronized void reported(ReportResult reported) {
        say(new TerminationMessage(said.problem(), said.planned(), said.worked(), reported));
    }

    private void say(TerminationMessage now) {
        said = now;
        try {
            // in its place: the file is a mount, which cannot be replaced
            Files.writeString(file, said.text(lists));
        } catch (IOException e) {
            if (!unheard) {
                notices.accept("Cannot write the termination message " + file + ": " + e.getMessage());
            }
            unheard = true;
        }
    }
}
