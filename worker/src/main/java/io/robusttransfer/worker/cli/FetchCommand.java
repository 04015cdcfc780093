package io.robusttransfer.worker.cli;

import io.robusttransfer.worker.Failure;
import io.robusttransfer.worker.archive.Product;
import io.robusttransfer.worker.store.Store;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Brings results out of a store. */
@Command(
        name = "fetch",
        mixinStandardHelpOptions = true,
        description = {
            "Brings results out of a store into this folder.",
            "An experiment's name brings its report.html, results.csv and summary.json; the key of a stage, or the"
                    + " beginning of it, brings its checkpoint, metrics and samples."
        })
final class FetchCommand implements Callable<Integer> {
    private static final Pattern HASH = Pattern.compile("[a-z]+\\.([0-9a-f]{64})\\..+");

    @Parameters(paramLabel = "NAME|KEY", description = "An experiment, NAME or NAMESPACE/NAME, or a stage.")
    private String what;

    @Mixin
    private StoreOption storeOption;

    @Option(names = "--to", paramLabel = "DIR", defaultValue = ".", description = "Where to put it (default: here).")
    private Path folder;

    @Override
    public Integer call() {
        PrintStream out = System.out;
        Store store = storeOption.open(out::println);
        List<Store.Entry> found = experiment(store, out);
        if (found.isEmpty() && what.matches("[0-9a-f]{6,64}")) {
            found = stage(store);
        }
        if (found.isEmpty()) {
            throw new Failure.WrongInput(what + " is neither an experiment nor a stage in " + store.location()
                    + ": write the name of an experiment that ran, or at least 6 digits of a stage's key");
        }
        for (Store.Entry entry : found) {
            String name = entry.name().substring(entry.name().lastIndexOf('/') + 1);
            Path file = folder.resolve(name);
            if (store.download(entry.name(), file)) {
                check(name, file, store);
                out.println(file);
            }
        }
        return 0;
    }

    /** Checks an output against the hash in its name. */
    private static void check(String name, Path file, Store store) {
        Matcher hash = HASH.matcher(name);
        if (!hash.matches() || Product.sha256(file).equals(hash.group(1))) {
            return;
        }
        try {
            Files.delete(file);
        } catch (IOException e) {
            throw new Failure.OutOfReach("Cannot delete " + file + ", which is damaged: " + e.getMessage(), e);
        }
        throw new Failure.WrongInput(name + " in " + store.location()
                + " is damaged and was not brought: run its experiment again, which computes anew what it needs");
    }

    /** The reports of the newest run of an experiment of this name, by the store's clock. */
    private List<Store.Entry> experiment(Store store, PrintStream out) {
        String path = what.contains("/") ? what : Prepared.NAMESPACE + "/" + what;
        List<Store.Entry> files = store.list("experiments/" + path + "/");
        List<Store.Entry> reports = files.stream()
                .filter(f -> !f.name().endsWith("/" + RunCommand.PLAN))
                .toList();
        if (reports.isEmpty() && !files.isEmpty()) {
            throw new Failure.WrongInput(what + " has no report in " + store.location() + " yet: run it to its end");
        }
        Set<String> runs = new TreeSet<>();
        reports.forEach(report -> runs.add(folder(report)));
        String newest = reports.stream()
                .max(Comparator.comparing(Store.Entry::modified))
                .map(FetchCommand::folder)
                .orElse("");
        if (runs.size() > 1) {
            out.println("The newest of " + runs.size() + " studies of this name; fetch another as one of "
                    + runs.stream()
                            .map(run -> run.substring("experiments/".length()))
                            .collect(Collectors.joining(", ")));
        }
        return reports.stream().filter(f -> folder(f).equals(newest)).toList();
    }

    private static String folder(Store.Entry entry) {
        return entry.name().substring(0, entry.name().lastIndexOf('/'));
    }

    private List<Store.Entry> stage(Store store) {
        List<Store.Entry> files = store.list("stages/" + what);
        long stages = files.stream().map(FetchCommand::folder).distinct().count();
        if (stages > 1) {
            throw new Failure.WrongInput(
                    "KEY: " + what + " fits " + stages + " stages of " + store.location() + ": write more of it");
        }
        return files;
    }
}
