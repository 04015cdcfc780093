package io.robusttransfer.worker.cli;

import io.robusttransfer.worker.Failure;
import io.robusttransfer.worker.store.StoreLocation;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Train, transfer, attack and certify: one manifest in, an answer out. */
@Command(
        name = "worker",
        description = "Train, transfer, attack and certify: one manifest in, an answer out.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        subcommands = {
            RunCommand.class,
            PlanCommand.class,
            StagesCommand.class,
            FetchCommand.class,
            BenchCommand.class,
            PodCommand.class
        })
public final class Main {
    private static final String DEBUG = "RT_DEBUG";

    private Main() {}

    public static void main(String[] arguments) {
        // before anything is formatted: stored bytes must not depend on the machine's language
        Locale.setDefault(Locale.ROOT);
        System.setOut(utf8(System.out));
        System.setErr(utf8(System.err));
        System.exit(run(arguments));
    }

    private static PrintStream utf8(PrintStream stream) {
        return new PrintStream(stream, true, StandardCharsets.UTF_8);
    }

    static int run(String... arguments) {
        CommandLine line = new CommandLine(new Main())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .registerConverter(Path.class, Main::path);
        PodCommand pod = line.getSubcommands().get(PodCommand.NAME).getCommand();
        line.setExecutionExceptionHandler((error, failed, result) -> explain(error, failed.getErr(), pod));
        try {
            return line.execute(arguments);
        } catch (Error error) {
            // the outermost edge: a person gets a line, whatever it is
            return explain(error, line.getErr(), pod);
        }
    }

    private static String outOfMemory() {
        return "Java ran out of memory; it has " + Runtime.getRuntime().maxMemory() / 1_000_000
                + " MB in all: give it more, such as java -Xmx4g (a pod: a higher limit of memory), or use"
                + " fewer or smaller images";
    }

    /** Of an option that leads to a folder or file of this machine. */
    private static Path path(String written) {
        try {
            if (StoreLocation.parse(written, "path") instanceof StoreLocation.Folder folder) {
                return folder.folder();
            }
        } catch (Failure e) {
            throw new CommandLine.TypeConversionException(e.getMessage());
        }
        throw new CommandLine.TypeConversionException(
                "'" + written + "' is no folder or file of this machine; write a path");
    }

    private static int explain(Throwable error, PrintWriter err, PodCommand pod) {
        if (error instanceof Failure failure) {
            err.println(failure.getMessage());
            pod.failed(failure.getMessage());
            return failure.exitCode();
        }
        if (error instanceof OutOfMemoryError) {
            return explain(new Failure.WrongInput(outOfMemory(), error), err, pod);
        }
        // a defect: one line for the user, the stack trace for the search for its cause
        String line = error + ": this is a defect of the program; set " + DEBUG + "=1 to see where it is";
        if (System.getenv(DEBUG) != null) {
            error.printStackTrace(err);
            err.flush();
        } else {
            err.println(line);
        }
        pod.failed(line);
        return 1;
    }
}
