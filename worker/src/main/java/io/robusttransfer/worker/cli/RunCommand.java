package io.robusttransfer.worker.cli;

import io.robusttransfer.crds.api.Execution;
import io.robusttransfer.crds.json.CanonicalJson;
import io.robusttransfer.worker.Failure;
import io.robusttransfer.worker.archive.StageManifest;
import io.robusttransfer.worker.archive.StageStore;
import io.robusttransfer.worker.report.Report;
import io.robusttransfer.worker.stage.Event;
import io.robusttransfer.worker.stage.ExitCode;
import io.robusttransfer.worker.stage.ResultReader;
import io.robusttransfer.worker.store.Store;
import io.robusttransfer.worker.tensor.Device;
import io.robusttransfer.worker.tensor.Hardware;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Runs an experiment on this machine. */
@Command(
        name = "run",
        mixinStandardHelpOptions = true,
        description =
                "Runs an experiment on this machine: trains, transfers, measures and reports. What is done already is"
                        + " not done again; after Ctrl-C or a kill the same command goes on.")
final class RunCommand implements Callable<Integer> {
    static final String PLAN = "plan.json";
    private static final int MOST_ROUNDS = 3;

    @Parameters(paramLabel = "FILE", description = "The manifest of a RobustTransferExperiment.")
    private Path file;

    @Mixin
    private StoreOption storeOption;

    @Mixin
    private DataOptions data;

    @Option(
            names = "--parallel",
            paramLabel = "N",
            description = "Stages side by side, one core each (default: one for each GPU, else for each core).")
    private Integer parallel;

    @Mixin
    private DeviceOption deviceOption;

    private final Set<String> said = ConcurrentHashMap.newKeySet();
    private Device device;
    private List<Map<String, String>> environments;

    @Override
    public Integer call() throws InterruptedException {
        PrintStream out = System.out;
        Hardware hardware = Hardware.find();
        device = hardware.choose(deviceOption.wanted());
        int gpus = device == Device.CUDA ? hardware.gpus() : 0;
        if (parallel == null) {
            parallel = gpus > 0 ? gpus : Runtime.getRuntime().availableProcessors();
        }
        if (parallel < 1) {
            throw new Failure.WrongInput("--parallel: " + parallel + "; write 1 or more");
        }
        environments = Gpus.visible(gpus, System.getenv()).environments(parallel);
        out.println("Reading " + file + " and its data");
        Store store = storeOption.open(notice -> {
            said.add(notice);
            out.println(notice);
        });
        Prepared prepared = new Planning(data, store, out::println).prepare(file);
        StageStore stages =
                new StageStore(store, InstantSource.system(), Prepared.children(prepared.plan()), out::println);
        stages.keepPlan(prepared.folder() + PLAN, CanonicalJson.bytes(prepared.plan()));
        return toTheReport(prepared, stages, out).number();
    }

    /** Works until nothing is left to do; what turns out corrupt on the way is set aside, and done anew in another round. */
    private ExitCode toTheReport(Prepared prepared, StageStore stages, PrintStream out) throws InterruptedException {
        Map<String, StageManifest> before = stages.survey(prepared.plan().stages());
        for (int round = 1; ; round++) {
            ExitCode code = work(prepared, before, out);
            if (code == ExitCode.STOPPED) {
                return code;
            }
            Map<String, StageManifest> done = stages.survey(prepared.plan().stages());
            ResultReader reader = new ResultReader(prepared.plan(), stages, done);
            ReportFiles files = new ReportFiles(
                    prepared,
                    JavaCommand.typed(System.getProperty("java.class.path"), List.of("run", file.toString())));
            Report report = files.report(reader);
            boolean lost = reader.corrupt() || !done.keySet().containsAll(before.keySet());
            if (!lost || code == ExitCode.OUT_OF_REACH || round == MOST_ROUNDS) {
                files.write(report, stages);
                files.show(report, stages.store(), out);
                return lost ? ExitCode.worst(List.of(code, ExitCode.FAILED)) : code;
            }
            out.println("What was set aside is computed again");
            before = stages.survey(prepared.plan().stages());
        }
    }

    private ExitCode work(Prepared prepared, Map<String, StageManifest> done, PrintStream out)
            throws InterruptedException {
        Set<String> settled = prepared.settled(done);
        Map<String, Double> efforts = prepared.efforts(settled);
        int skipped = settled.size() - done.size();
        out.println(prepared.plan().name() + ": " + prepared.plan().stages().size() + " stages, " + done.size()
                + " done" + (skipped == 0 ? "" : ", " + skipped + " skipped since a training that they need diverged"));
        return efforts.isEmpty() ? ExitCode.DONE : children(prepared, efforts, out);
    }

    private ExitCode children(Prepared prepared, Map<String, Double> efforts, PrintStream out)
            throws InterruptedException {
        Execution execution = prepared.spec().execution();
        // a person may stop a run here that is not meant so; at its end they are said beside the answer
        prepared.remarks().forEach(remark -> out.println("Note: " + remark));
        Schedule schedule = new Schedule(prepared.open(efforts), execution.retries());
        int before = prepared.plan().stages().size() - efforts.size();
        try (RunProgress progress = new RunProgress(out, Terminal.isThere(), efforts, before, System::nanoTime)) {
            LocalRun run = new LocalRun(schedule, childCommand(prepared), execution.onFailure(), event -> {
                if (!isSaid(event)) {
                    progress.on(event);
                }
            });
            Thread stopping = new Thread(() -> {
                try {
                    progress.on(new Event.Note("Saving and stopping; run the same command to continue"));
                    run.stop();
                    progress.end();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
            Runtime.getRuntime().addShutdownHook(stopping);
            ExitCode code = run.run(environments);
            unhook(stopping);
            return code;
        }
    }

    /** Each child finds out about the store for itself. */
    private boolean isSaid(Event event) {
        return event instanceof Event.Note note && said.contains(note.text());
    }

    private static void unhook(Thread stopping) {
        try {
            Runtime.getRuntime().removeShutdownHook(stopping);
        } catch (IllegalStateException shuttingDown) {
            // it is at work: this process ends with the code of the signal
            return;
        }
    }

    private List<String> childCommand(Prepared prepared) {
        List<String> command = new ArrayList<>(JavaCommand.of());
        command.addAll(List.of(
                "stages",
                "--store",
                storeOption.location(),
                "--plan",
                prepared.folder() + PLAN,
                "--plan-hash",
                prepared.plan().hash(),
                "--device",
                device.toString(),
                "--child"));
        command.addAll(data.arguments());
        return command;
    }
}
