package io.robusttransfer.worker.cli;

import io.robusttransfer.crds.plan.CanonicalJson;
import io.robusttransfer.worker.report.Report;
import io.robusttransfer.worker.stage.ExitCode;
import io.robusttransfer.worker.stage.Manifest;
import io.robusttransfer.worker.stage.StageStore;
import io.robusttransfer.worker.store.Store;
import io.robusttransfer.worker.tensor.Device;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
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
    private static final String PLAN = "plan.json";

    @Parameters(paramLabel = "FILE", description = "The manifest of a RobustTransferExperiment.")
    private Path file;

    @Mixin
    private StoreOption storeOption;

    @Mixin
    private DataOptions data;

    @Option(
            names = "--parallel",
            paramLabel = "N",
            description = "Stages side by side, one core each (default: the machine's cores; 1 on a GPU).")
    private Integer parallel;

    @Option(
            names = "--device",
            paramLabel = "auto|cpu|cuda",
            defaultValue = "auto",
            description = "What to compute on (default: a GPU where there is one).")
    private String device;

    @Override
    public Integer call() throws InterruptedException {
        PrintStream out = System.out;
        Device.parse(device);
        out.println("Reading " + file + " and its data");
        Store store = storeOption.open(out::println);
        Prepared prepared = new Planning(data, store, out::println).prepare(file);
        StageStore stages =
                new StageStore(store, InstantSource.system(), Prepared.children(prepared.plan()), out::println);
        store.create(prepared.folder() + PLAN, CanonicalJson.bytes(prepared.plan()));

        Map<String, Manifest> done = stages.survey(prepared.plan().stages());
        Map<String, Double> efforts = prepared.efforts(done.keySet());
        int all = prepared.plan().stages().size();
        out.println(prepared.plan().name() + ": " + all + " stages, " + (all - efforts.size()) + " done");
        ExitCode code = efforts.isEmpty() ? ExitCode.DONE : work(prepared, efforts, out);
        if (code == ExitCode.STOPPED) {
            return code.number();
        }
        done = stages.survey(prepared.plan().stages());
        report(prepared, stages, done, store, out);
        return code.number();
    }

    private ExitCode work(Prepared prepared, Map<String, Double> efforts, PrintStream out) throws InterruptedException {
        var execution = prepared.spec().execution();
        Schedule schedule = new Schedule(prepared.open(efforts), execution.retries());
        try (Progress progress = new Progress(out, Terminal.isThere(), efforts, System::nanoTime)) {
            LocalRun run = new LocalRun(schedule, childCommand(prepared), execution.onFailure(), progress);
            Thread stopping = new Thread(() -> {
                try {
                    out.println("Saving and stopping; the same command goes on from here");
                    run.stop();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
            Runtime.getRuntime().addShutdownHook(stopping);
            ExitCode code = run.run(parallel == null ? Runtime.getRuntime().availableProcessors() : parallel);
            Runtime.getRuntime().removeShutdownHook(stopping);
            return code;
        } catch (IllegalStateException shuttingDown) {
            return ExitCode.STOPPED;
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
                device,
                "--child"));
        command.addAll(data.arguments());
        return command;
    }

    private void report(
            Prepared prepared, StageStore stages, Map<String, Manifest> done, Store store, PrintStream out) {
        ReportFiles files = new ReportFiles(prepared, "worker.jar run " + file);
        Report report = files.report(stages, done);
        files.write(report, stages);
        out.println();
        report.terminalTable().forEach(out::println);
        out.println();
        report.answers().forEach(answer -> out.println(answer.sentence()));
        out.println("Report: " + store.location() + "/" + prepared.folder() + ReportFiles.HTML);
    }
}
