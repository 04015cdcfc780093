package io.robusttransfer.worker.cli;

import io.robusttransfer.crds.api.StoreSpec;
import io.robusttransfer.crds.protocol.JobInput;
import io.robusttransfer.crds.protocol.JobInput.ExperimentInput;
import io.robusttransfer.crds.protocol.JobInput.ResultsInput;
import io.robusttransfer.worker.Failure;
import io.robusttransfer.worker.store.Patience;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import picocli.CommandLine.Command;

/**
 * The command of the containers of a cluster's Jobs. Environment variables say what to do; the termination message says how it
 * went.
 */
@Command(
        name = PodCommand.NAME,
        mixinStandardHelpOptions = true,
        description = {
            "Runs in the containers of the operator's Jobs.",
            "Environment variables say what to do; the termination message says how it ended."
        },
        subcommands = {PodPlanCommand.class, PodReportCommand.class, PodListCommand.class})
final class PodCommand {
    static final String NAME = "pod";

    private static final String SECRETS = "RT_SECRETS";
    private static final String TERMINATION_LOG = "RT_TERMINATION_LOG";

    private final Map<String, String> environment = System.getenv();
    private final Consumer<String> notices = text -> System.out.println(text);
    private TerminationLog words;

    /** Opens the termination message. A container that works calls this before anything can fail. */
    TerminationLog words() {
        words = new TerminationLog(Path.of(environment.getOrDefault(TERMINATION_LOG, "/dev/termination-log")), notices);
        return words;
    }

    /** What failed, if it was a container's work. */
    void failed(String problem) {
        if (words != null) {
            words.problem(problem);
        }
    }

    Consumer<String> notices() {
        return notices;
    }

    ExperimentInput experiment() {
        return assignment(JobInput.EXPERIMENT, ExperimentInput::parse);
    }

    ResultsInput results() {
        return assignment(JobInput.RESULTS, ResultsInput::parse);
    }

    PlanFile plan() {
        return new PlanFile(variable(JobInput.PLAN), variable(JobInput.PLAN_HASH), JobInput.PLAN, JobInput.PLAN_HASH);
    }

    Stores stores(List<StoreSpec> entries, Patience patience) {
        Path secrets = Path.of(environment.getOrDefault(SECRETS, "/secrets"));
        return new Stores(entries, Optional.of(secrets), environment, patience);
    }

    private <T> T assignment(String name, Function<String, T> parse) {
        try {
            return parse.apply(variable(name));
        } catch (IllegalArgumentException e) {
            throw new Failure.WrongInput(name + ": " + e.getMessage() + ": use the worker image of the operator", e);
        }
    }

    private String variable(String name) {
        String value = environment.get(name);
        if (value == null || value.isBlank()) {
            throw new Failure.WrongInput(
                    name + " is not set: this command is for the containers that the operator starts");
        }
        return value;
    }
}
