package io.robusttransfer.worker.cli;

import io.robusttransfer.worker.Failure;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Train, transfer, attack and certify: one manifest in, an answer out. */
@Command(
        name = "worker",
        description = "Train, transfer, attack and certify: one manifest in, an answer out.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        subcommands = {RunCommand.class, PlanCommand.class, StagesCommand.class, FetchCommand.class})
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        System.setOut(utf8(System.out));
        System.setErr(utf8(System.err));
        System.exit(run(arguments));
    }

    private static PrintStream utf8(PrintStream stream) {
        return new PrintStream(stream, true, StandardCharsets.UTF_8);
    }

    static int run(String... arguments) {
        return new CommandLine(new Main())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler((error, line, result) -> explain(error, line))
                .execute(arguments);
    }

    private static int explain(Exception error, CommandLine line) throws Exception {
        if (error instanceof Failure failure) {
            line.getErr().println(failure.getMessage());
            return failure.exitCode();
        }
        throw error;
    }
}
