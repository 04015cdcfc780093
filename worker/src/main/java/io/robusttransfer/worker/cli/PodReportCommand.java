package io.robusttransfer.worker.cli;

import io.robusttransfer.worker.store.Patience;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;

/** Writes the report of an experiment of a cluster. */
@Command(
        name = "report",
        mixinStandardHelpOptions = true,
        description = "Writes the report of the experiment of RT_EXPERIMENT with the results that exist.")
final class PodReportCommand implements Callable<Integer> {
    @ParentCommand
    private PodCommand pod;

    @Override
    public Integer call() {
        TerminationLog words = pod.words();
        return PodExperiment.open(pod, words, Patience.standard()).report().number();
    }
}
