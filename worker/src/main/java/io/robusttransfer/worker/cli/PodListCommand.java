package io.robusttransfer.worker.cli;

import io.robusttransfer.crds.api.StoreSpec;
import io.robusttransfer.crds.plan.Plan;
import io.robusttransfer.crds.plan.Stage;
import io.robusttransfer.crds.protocol.JobInput.ResultsInput;
import io.robusttransfer.worker.Failure;
import io.robusttransfer.worker.stage.Event;
import io.robusttransfer.worker.stage.ExitCode;
import io.robusttransfer.worker.stage.StageLoop;
import io.robusttransfer.worker.stage.Stop;
import io.robusttransfer.worker.store.Patience;
import io.robusttransfer.worker.store.Store;
import io.robusttransfer.worker.store.StoreLocation;
import io.robusttransfer.worker.tensor.Torch;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** Computes one list of a plan's stages. */
@Command(
        name = "list",
        mixinStandardHelpOptions = true,
        description = "Computes one list of the plan RT_PLAN and stores the results in RT_RESULTS.")
final class PodListCommand implements Callable<Integer> {
    private static final String STOPPED = "Stopped on request; progress is saved";

    @ParentCommand
    private PodCommand pod;

    @Parameters(paramLabel = "N", description = "The number of the list.")
    private int list;

    @Override
    public Integer call() {
        TerminationLog words = pod.words();
        ResultsInput results = pod.results();
        // an entry of this name may have been left out of the others
        List<StoreSpec> entries = Stream.concat(Stream.of(results.store()), results.stores().stream())
                .toList();
        Stores stores = pod.stores(entries, Patience.standard());
        Store store = stores.open(
                StoreLocation.parse(results.uri(), PodExperiment.RESULTS_URI),
                results.store().name(),
                PodExperiment.RESULTS_URI,
                pod.notices());
        PlanFile file = pod.plan();
        Plan plan = file.read(store, PodListCommand::changed)
                .orElseThrow(() -> new Failure.OutOfReach(PodExperiment.RESULTS_URI + ": " + file.place()
                        + " is not in " + store.location()
                        + ": write again the place where the experiment was planned, or create the experiment anew"));
        if (list < 0 || list >= plan.lists().size()) {
            throw new Failure.WrongInput(
                    "N: " + list + ", the plan has lists 0 to " + (plan.lists().size() - 1));
        }
        return work(plan, store, stores, words).number();
    }

    /**
     * The failure of a plan that is not the one the Job was made for. It is out of reach, since the right one can be put back.
     */
    private static Failure changed(String message) {
        return new Failure.OutOfReach(message + ": bring back the plan as it was, or create the experiment anew");
    }

    private ExitCode work(Plan plan, Store store, Stores stores, TerminationLog words) {
        Torch.start(DeviceOption.wanted(System.getenv()));
        Event.Listener log = new Log(System.out, System::nanoTime);
        Event.Listener listener = new ListProgress(plan, list, words, log);
        Stop stop = new Stop();
        StageLoop loop = PlannedWork.loop(
                store, plan, stores.domains(DataOptions.defaultCache(), pod.notices()), listener, stop);
        AtomicBoolean ended = new AtomicBoolean();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            PlannedWork.awaitSaved(stop);
            if (!ended.get()) {
                words.problem(STOPPED);
            }
        }));
        try {
            StageLoop.Ran ran = loop.run(withNeeds(plan));
            (ran.code() == ExitCode.STOPPED ? Optional.of(STOPPED) : ran.problem()).ifPresent(words::problem);
            return ran.code();
        } finally {
            ended.set(true);
        }
    }

    /** What the list reads is done already, unless it was lost or damaged since: then it is done again here. */
    private List<Stage> withNeeds(Plan plan) {
        Map<String, Stage> byKey = new HashMap<>();
        plan.stages().forEach(stage -> byKey.put(stage.key(), stage));
        Set<Stage> stages = new LinkedHashSet<>();
        plan.lists().get(list).forEach(place -> add(plan.stages().get(place), byKey, stages));
        return List.copyOf(stages);
    }

    private static void add(Stage stage, Map<String, Stage> byKey, Set<Stage> stages) {
        stage.document().parents().forEach(parent -> add(byKey.get(parent), byKey, stages));
        stages.add(stage);
    }
}
