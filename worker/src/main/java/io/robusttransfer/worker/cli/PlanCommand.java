package io.robusttransfer.worker.cli;

import io.robusttransfer.crds.plan.Stage;
import io.robusttransfer.worker.archive.StageManifest;
import io.robusttransfer.worker.archive.StageOutcome;
import io.robusttransfer.worker.archive.StageStore;
import io.robusttransfer.worker.store.Store;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Says what an experiment comes to. */
@Command(
        name = "plan",
        mixinStandardHelpOptions = true,
        description = "Says which stages an experiment comes to, and which of them are done. Computes nothing.")
final class PlanCommand implements Callable<Integer> {
    private static final int SHORT_KEY = 12;

    @Parameters(paramLabel = "FILE", description = "The manifest of a RobustTransferExperiment.")
    private Path file;

    @Mixin
    private StoreOption storeOption;

    @Mixin
    private DataOptions data;

    @Override
    public Integer call() {
        PrintStream out = System.out;
        Store store = storeOption.open(out::println);
        Prepared prepared = new Planning(data, store, out::println).prepare(file);
        prepared.remarks().forEach(remark -> out.println("Note: " + remark));
        StageStore stages =
                new StageStore(store, InstantSource.system(), Prepared.children(prepared.plan()), out::println);
        Map<String, StageManifest> done = stages.survey(prepared.plan().stages());
        Set<String> settled = prepared.settled(done);
        for (int list = 0; list < prepared.plan().lists().size(); list++) {
            for (int place : prepared.plan().lists().get(list)) {
                Stage stage = prepared.plan().stages().get(place);
                out.printf(
                        "%-5d %-8s %s  %s%n",
                        list, state(stage.key(), done, settled), stage.key().substring(0, SHORT_KEY), stage.title());
            }
        }
        int all = prepared.plan().stages().size();
        out.printf(
                "%d stages in %d lists: %d done, %d skipped, %d to do. Plan %s%n",
                all,
                prepared.plan().lists().size(),
                done.size(),
                settled.size() - done.size(),
                all - settled.size(),
                prepared.plan().hash());
        return 0;
    }

    private static String state(String key, Map<String, StageManifest> done, Set<String> settled) {
        if (!done.containsKey(key)) {
            return settled.contains(key) ? "skipped" : "to do";
        }
        return done.get(key).outcome() == StageOutcome.DIVERGED ? "diverged" : "done";
    }
}
