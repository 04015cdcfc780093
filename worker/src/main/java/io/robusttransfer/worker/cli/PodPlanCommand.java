package io.robusttransfer.worker.cli;

import io.robusttransfer.worker.store.Patience;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;

/** Plans an experiment of a cluster, or finds it planned. */
@Command(
        name = "plan",
        mixinStandardHelpOptions = true,
        description = "Plans the experiment of RT_EXPERIMENT, says what is done, and writes the report if all is.")
final class PodPlanCommand implements Callable<Integer> {
    @ParentCommand
    private PodCommand pod;

    @Override
    public Integer call() {
        TerminationLog words = pod.words();
        // the operator repeats it, and shows meanwhile what was in the way
        return PodExperiment.open(pod, words, Patience.brief()).plan().number();
    }
}
