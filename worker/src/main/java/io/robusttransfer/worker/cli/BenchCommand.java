package io.robusttransfer.worker.cli;

import com.sun.management.OperatingSystemMXBean;
import io.robusttransfer.crds.api.Architecture;
import io.robusttransfer.crds.json.CanonicalJson;
import io.robusttransfer.worker.Failure;
import io.robusttransfer.worker.bench.Steps;
import io.robusttransfer.worker.tensor.Scope;
import io.robusttransfer.worker.tensor.Torch;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Measures how fast this machine is. */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        description = {
            "Measures how fast the parts of an experiment are on this machine, one core or GPU: a line of JSON each.",
            "ce: a training step; pgd: PGD-10 and a training step; forward: a batch through frozen weights; certify: makes,"
                    + " classifies and counts a batch of noisy copies of an image; noise: draws their random numbers;"
                    + " optimizer: changes all weights once; shift: a batch under each of the 17 changes of shifts in one"
                    + " severity."
        })
final class BenchCommand implements Callable<Integer> {
    private static final int WARM_UP = 2;
    private static final int MOST_IMAGES = 65_536;
    private static final int MOST_REPEATS = 1_000_000;

    @Parameters(arity = "0..*", paramLabel = "MEASURE", description = "Which ones (default: all).")
    private List<String> measures = List.of();

    @Mixin
    private DeviceOption device;

    @Option(
            names = "--architecture",
            defaultValue = "resnet20",
            paramLabel = "NAME",
            description = "As spec.study.model names it (default: ${DEFAULT-VALUE}).")
    private String architecture;

    @Option(
            names = "--batch",
            defaultValue = "128",
            paramLabel = "N",
            description = "Images of 3 x 32 x 32 in a step (default: ${DEFAULT-VALUE}).")
    private int batch;

    @Option(
            names = "--repeats",
            defaultValue = "10",
            paramLabel = "N",
            description = "Steps that are timed, after some that are not (default: ${DEFAULT-VALUE}).")
    private int repeats;

    @Option(
            names = "--peer",
            hidden = true,
            description = "Write weights and batches into this folder, then do a step for each line: MEASURE TURN.")
    private Path folder;

    /**
     * A line of the output; all names are those of its JSON.
     *
     * @param seconds the median
     */
    private record Timing(
            String name,
            String architecture,
            int batch,
            String device,
            double seconds,
            double min,
            double imagesPerSecond,
            int repeats) {}

    private record Turn(double seconds, double cpu, double loss) {}

    @Override
    public Integer call() throws IOException {
        Architecture wanted = choice("--architecture", architecture, Architecture.values(), Architecture::spelling);
        List<Steps.Kind> kinds = measures.isEmpty()
                ? List.of(Steps.Kind.values())
                : measures.stream().map(BenchCommand::kind).toList();
        within("--batch", batch, MOST_IMAGES);
        within("--repeats", repeats, MOST_REPEATS);
        Torch.start(device.wanted());
        Scope lasting = Scope.open();
        try {
            Steps steps = new Steps(wanted, batch);
            if (folder != null) {
                takeTurns(steps, System.out);
            } else {
                kinds.forEach(kind -> System.out.println(CanonicalJson.text(timing(steps, kind))));
            }
        } finally {
            lasting.close();
        }
        return 0;
    }

    private Timing timing(Steps steps, Steps.Kind kind) {
        for (int i = 0; i < WARM_UP; i++) {
            steps.run(kind, i);
        }
        double[] seconds = new double[repeats];
        for (int i = 0; i < repeats; i++) {
            long before = System.nanoTime();
            steps.run(kind, i);
            seconds[i] = (System.nanoTime() - before) / 1e9;
        }
        Arrays.sort(seconds);
        double median = (seconds[(repeats - 1) / 2] + seconds[repeats / 2]) / 2;
        return new Timing(
                name(kind),
                architecture,
                batch,
                Torch.device().toString(),
                median,
                seconds[0],
                batch / median,
                repeats);
    }

    /** One process of a comparison, which others take turns with. */
    private void takeTurns(Steps steps, PrintStream out) throws IOException {
        OperatingSystemMXBean process = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        steps.write(folder);
        out.println("ready " + Torch.description());
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String[] words = line.split(" ");
                long clock = System.nanoTime();
                long cpu = process.getProcessCpuTime();
                double loss =
                        steps.run(Steps.Kind.valueOf(words[0].toUpperCase(Locale.ROOT)), Integer.parseInt(words[1]));
                out.println(CanonicalJson.text(
                        new Turn((System.nanoTime() - clock) / 1e9, (process.getProcessCpuTime() - cpu) / 1e9, loss)));
            }
        }
    }

    private static Steps.Kind kind(String name) {
        return choice("MEASURE", name, Steps.Kind.values(), BenchCommand::name);
    }

    private static String name(Steps.Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }

    private static <T> T choice(String field, String name, T[] values, Function<T, String> spelling) {
        return Stream.of(values)
                .filter(value -> spelling.apply(value).equals(name))
                .findFirst()
                .orElseThrow(() -> new Failure.WrongInput(field + ": '" + name + "' is none of "
                        + Stream.of(values).map(spelling).collect(Collectors.joining(", "))));
    }

    private static void within(String option, int value, int most) {
        if (value < 1 || value > most) {
            throw new Failure.WrongInput(option + ": " + value + "; write 1 to " + most);
        }
    }
}
