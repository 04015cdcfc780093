package io.robusttransfer.worker.cli;

import io.robusttransfer.crds.json.CanonicalJson;
import io.robusttransfer.crds.plan.Plan;
import io.robusttransfer.crds.plan.Stage;
import io.robusttransfer.worker.Failure;
import io.robusttransfer.worker.data.Domains;
import io.robusttransfer.worker.stage.Event;
import io.robusttransfer.worker.stage.ExitCode;
import io.robusttransfer.worker.stage.StageLoop;
import io.robusttransfer.worker.stage.Stop;
import io.robusttransfer.worker.store.Store;
import io.robusttransfer.worker.tensor.Torch;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Does some stages of a plan. */
@Command(
        name = "stages",
        mixinStandardHelpOptions = true,
        description = "Does some stages of a plan, by their keys or by the numbers of its lists.")
final class StagesCommand implements Callable<Integer> {
    /** How long work that has nothing to save may go on after the parent process has ended. */
    private static final long ORPHAN_SECONDS = 2;

    private static final String END = "";

    @Parameters(
            arity = "0..*",
            paramLabel = "KEY",
            description = "Keys of stages, or beginnings that fit one stage only.")
    private List<String> keys = List.of();

    @Mixin
    private StoreOption storeOption;

    @Mixin
    private DataOptions data;

    @Option(
            names = "--plan",
            required = true,
            paramLabel = "PLACE",
            description = "The plan.json, by its name in the store.")
    private String place;

    @Option(names = "--plan-hash", paramLabel = "HASH", description = "What the plan must hash to.")
    private String hash;

    @Option(names = "--list", paramLabel = "N", description = "Numbers of lists of the plan.")
    private List<Integer> lists = List.of();

    @Option(names = "--child", hidden = true, description = "Read numbers of lists, one a line; say events in JSON.")
    private boolean child;

    @Mixin
    private DeviceOption device;

    @Override
    public Integer call() throws InterruptedException {
        PrintStream out = System.out;
        Event.Listener listener =
                child ? event -> out.println(CanonicalJson.text(event)) : new Log(out, System::nanoTime);
        Store store = storeOption.open(text -> listener.on(new Event.Note(text)));
        Plan plan = plan(store);
        List<Stage> chosen = chosen(plan);
        Torch.start(device.wanted());
        Stop stop = new Stop();
        Domains domains = data.domains(plan.stores(), text -> listener.on(new Event.Note(text)));
        StageLoop loop = PlannedWork.loop(store, plan, domains, listener, stop);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> PlannedWork.awaitSaved(stop)));
        if (child) {
            return children(loop, plan, listener, stop).number();
        }
        return loop.run(chosen).code().number();
    }

    private Plan plan(Store store) {
        if (Path.of(place).isAbsolute()) {
            throw new Failure.WrongInput("--plan: " + place + " is a path: write the plan's name in " + store.location()
                    + ", such as experiments/local/NAME/HASH/plan.json");
        }
        return new PlanFile(place, hash, "--plan", "--plan-hash")
                .read(store, Failure.WrongInput::new)
                .orElseThrow(() -> new Failure.WrongInput("--plan: " + place + " is not in " + store.location()));
    }

    private List<Stage> chosen(Plan plan) {
        List<Stage> chosen = new ArrayList<>();
        for (int list : lists) {
            if (list < 0 || list >= plan.lists().size()) {
                throw new Failure.WrongInput("--list: " + list + ", the plan has lists 0 to "
                        + (plan.lists().size() - 1));
            }
            plan.lists().get(list).forEach(i -> chosen.add(plan.stages().get(i)));
        }
        for (String key : keys) {
            List<Stage> fitting =
                    plan.stages().stream().filter(s -> s.key().startsWith(key)).toList();
            if (fitting.isEmpty()) {
                throw new Failure.WrongInput("KEY: no stage of the plan begins with '" + key + "'; see `plan`");
            }
            if (fitting.size() > 1) {
                throw new Failure.WrongInput(
                        "KEY: '" + key + "' fits " + fitting.size() + " stages of the plan: write more of it");
            }
            chosen.addAll(fitting);
        }
        if (chosen.isEmpty() && !child) {
            throw new Failure.WrongInput("nothing to do: name keys of stages, or lists by --list");
        }
        return chosen;
    }

    /**
     * Works on lists as the parent process asks for them, until there are no more. When the parent is gone, it saves and ends.
     */
    private ExitCode children(StageLoop loop, Plan plan, Event.Listener listener, Stop stop)
            throws InterruptedException {
        BlockingQueue<String> lines = new LinkedBlockingQueue<>();
        CompletableFuture<ExitCode> code =
                CompletableFuture.supplyAsync(() -> work(lines, loop, plan, listener), work -> start(new Thread(work)));
        start(new Thread(() -> {
            try (BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
                for (String line = input.readLine(); line != null; line = input.readLine()) {
                    lines.add(line);
                }
            } catch (IOException e) {
                listener.on(new Event.Note("standard input: " + e.getMessage()));
            }
            lines.add(END);
            PlannedWork.awaitSaved(stop);
            code.completeOnTimeout(ExitCode.STOPPED, ORPHAN_SECONDS, TimeUnit.SECONDS);
        }));
        try {
            return code.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Failure failure ? failure : new IllegalStateException(e.getCause());
        }
    }

    private static void start(Thread thread) {
        thread.setDaemon(true);
        thread.start();
    }

    private static ExitCode work(BlockingQueue<String> lines, StageLoop loop, Plan plan, Event.Listener listener) {
        try {
            for (String line = lines.take(); !line.equals(END); line = lines.take()) {
                int list = Integer.parseInt(line);
                StageLoop.Ran ran = loop.list(plan, list);
                listener.on(new Event.ListDone(list, ran.code().number(), ran.lacking()));
                if (ran.code() == ExitCode.STOPPED) {
                    return ran.code();
                }
            }
            return ExitCode.DONE;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return ExitCode.STOPPED;
        }
    }
}
