package io.robusttransfer.tests.report;

import io.robusttransfer.worker.random.Stream;
import io.robusttransfer.worker.report.Cell;
import io.robusttransfer.worker.report.Certificates;
import io.robusttransfer.worker.report.Experiment;
import io.robusttransfer.worker.report.Experiment.Attack;
import io.robusttransfer.worker.report.Experiment.Fact;
import io.robusttransfer.worker.report.Experiment.Scheme;
import io.robusttransfer.worker.report.Experiment.Target;
import io.robusttransfer.worker.report.Experiment.Threat;
import io.robusttransfer.worker.report.Outcome;
import io.robusttransfer.worker.report.PerImage;
import io.robusttransfer.worker.report.Report;
import io.robusttransfer.worker.report.Series;
import io.robusttransfer.worker.report.Verdict;
import io.robusttransfer.worker.report.Where;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** Experiments that never ran, one for each thing a report may have to say. */
enum MadeUp {
    YES(
            Verdict.YES,
            3,
            (s, seed) -> s.kind().equals("ceA") ? 0.36 + 0.01 * seed : s.kind().equals("ceN") ? 0.17 : 0.11),
    NO(Verdict.NO, 3, (s, seed) -> s.kind().equals("ceA") ? 0.115 - 0.01 * seed : 0.12),
    UNDECIDED(Verdict.UNDECIDED, 3, (s, seed) -> s.kind().equals("ceA") ? 0.1 + 0.15 * seed : 0.12),
    NEEDS_SEEDS(Verdict.NEEDS_SEEDS, 2, (s, seed) -> s.kind().equals("ceA") ? 0.33 + 0.05 * seed : 0.12),
    ONE_SEED(Verdict.NEEDS_SEEDS, 1, (s, seed) -> s.kind().equals("ceA") ? 0.33 : 0.12),
    UNANSWERABLE(Verdict.UNANSWERABLE, 3, (s, seed) -> 0.2) {
        @Override
        List<Target> targets() {
            return List.of(new Target("letters", 10, List.of(new Scheme("noisy", "ceN"), new Scheme("pgd", "ceA"))));
        }
    },
    DIVERGED(Verdict.NO, 3, (s, seed) -> s.kind().equals("ceA") ? 0.36 : 0.11) {
        @Override
        List<Scheme> schemes() {
            return List.of(CE, CEN, CEA, new Scheme("ceA-large", "ceA"));
        }

        @Override
        Outcome outcome(Scheme scheme, Where where, long seed) {
            if (scheme.name().equals("ceA-large") || scheme.equals(CEA) && seed == 1) {
                return new Outcome.Diverged("source training", 1207);
            }
            if (scheme.equals(CEN)
                    && where instanceof Where.OnTarget on
                    && on.head().equals("ceA")) {
                return seed == 0
                        ? new Outcome.Diverged("target retraining", 31)
                        : new Outcome.Missing("failed: the store was out of reach");
            }
            return super.outcome(scheme, where, seed);
        }
    },
    MOVED(Verdict.NO, 3, (s, seed) -> s.kind().equals("ceA") ? 0.115 - 0.01 * seed : 0.12) {
        @Override
        List<Target> targets() {
            return List.of(
                    new Target("letters", 10, List.of(CE, FULL, CEA, LWF)), new Target("refit", 10, List.of(CE, CEN)));
        }
    },
    MOVED_ALONE(Verdict.YES, 3, (s, seed) -> s.kind().equals("ceA") ? 0.36 + 0.01 * seed : 0.11) {
        @Override
        List<Target> targets() {
            return List.of(new Target("letters", 10, List.of(FULL, LWF)));
        }
    },
    NOTHING_YET(Verdict.UNANSWERABLE, 3, (s, seed) -> 0.2) {
        @Override
        Outcome outcome(Scheme scheme, Where where, long seed) {
            return new Outcome.Missing("not run yet");
        }
    },
    MIXED_DEVICES(Verdict.YES, 3, (s, seed) -> s.kind().equals("ceA") ? 0.36 + 0.01 * seed : 0.11) {
        @Override
        List<Target> targets() {
            return List.of(
                    new Target("letters", 10, List.of(CE, CEN, CEA)), new Target("refit", 10, List.of(CE), true));
        }

        @Override
        List<String> devices() {
            return List.of("CPU, Linux amd64", "NVIDIA H200");
        }
    },
    WIDE(Verdict.YES, 3, (s, seed) -> 0.1 + 0.3 * (s.name().hashCode() & 63) / 64.0) {
        @Override
        List<Scheme> schemes() {
            List<Scheme> schemes = new ArrayList<>(List.of(CE));
            for (int i = 1; i < 50; i++) {
                schemes.add(new Scheme("pgd10-epsilon-" + i + "-of-255", "ceA"));
            }
            return schemes;
        }

        @Override
        List<String> sigmas() {
            return List.of("0.25", "0.5");
        }
    };

    private static final Scheme CE = new Scheme("ce", "ce");
    private static final Scheme CEN = new Scheme("ceN", "ceN");
    private static final Scheme CEA = new Scheme("ceA", "ceA");
    private static final Scheme FULL = new Scheme("full", "full", "", "full", true, false);
    private static final Scheme LWF = new Scheme("lwf", "lwf", "", "lwf", true, false);
    private static final int IMAGES = 500;
    private static final int CERTIFIED = 100;
    private static final List<String> ANYTIME = List.of("0.125", "0.25");

    final Verdict verdict;
    private final int seeds;
    private final BiFunction<Scheme, Long, Double> targetRobust;

    MadeUp(Verdict verdict, int seeds, BiFunction<Scheme, Long, Double> targetRobust) {
        this.verdict = verdict;
        this.seeds = seeds;
        this.targetRobust = targetRobust;
    }

    List<Scheme> schemes() {
        return List.of(CE, CEN, CEA);
    }

    List<Target> targets() {
        return List.of(new Target("letters", 10, List.of(CE, CEN, CEA)));
    }

    List<String> sigmas() {
        return List.of("0.25");
    }

    List<String> devices() {
        return List.of("CPU, Linux amd64");
    }

    Experiment experiment() {
        return new Experiment(
                name().toLowerCase(java.util.Locale.ROOT).replace('_', '-'),
                "digits",
                10,
                schemes(),
                targets(),
                LongStream.range(0, seeds).boxed().toList(),
                Optional.of(new Threat("Linf", "0.05")),
                List.of(new Attack("pgd20", "pgd", "Linf", List.of("0.05", "0.1"), null)),
                new Certificates(
                        sigmas().stream()
                                .map(sigma -> new Certificates.Fixed(
                                        sigma, 1000, 100, "0.001", 2.4633 * Double.parseDouble(sigma)))
                                .toList(),
                        List.of(new Certificates.Anytime("0.25", ANYTIME, 100_000, 100, "0.001"))),
                List.of(),
                devices(),
                "java -jar worker/target/worker.jar run experiment.yaml",
                List.of(new Fact("robust transfer", "0.1.0"), new Fact("plan", "sha256 5f1d…")),
                "study: {}");
    }

    Report report() {
        Experiment experiment = experiment();
        List<Cell> cells = new ArrayList<>();
        for (Scheme scheme : experiment.schemes()) {
            for (Long seed : experiment.seeds()) {
                cells.add(new Cell(scheme.name(), seed, Where.SOURCE, outcome(scheme, Where.SOURCE, seed)));
                for (Target target : experiment.targets()) {
                    for (Scheme head : target.heads()) {
                        Where.OnTarget where = new Where.OnTarget(target.name(), head.name());
                        cells.add(new Cell(scheme.name(), seed, where, outcome(scheme, where, seed)));
                    }
                }
            }
        }
        return new Report(experiment, cells);
    }

    Outcome outcome(Scheme scheme, Where where, long seed) {
        boolean source = where.equals(Where.SOURCE);
        double clean = source ? 0.98 : 0.83;
        double robust = source
                ? switch (scheme.kind()) {
                    case "ceA" -> 0.8 + targetRobust.apply(scheme, seed) / 3;
                    case "ceN" -> 0.58;
                    default -> 0.28;
                }
                : targetRobust.apply(scheme, seed);
        if (where instanceof Where.OnTarget on && !on.head().equals("ce")) {
            robust += switch (on.head()) {
                case "ceA" -> 0.1;
                // f that moved under attack is more robust where the source's f was
                case "full" -> 0.15 + (scheme.kind().equals("ceA") ? 0.1 : 0);
                default -> 0.02;
            };
            clean -= 0.05;
        }
        Stream luck = Stream.of("made up", name(), scheme.name(), where.toString(), seed);
        // how hard an image is is its own; how a model sees it is the model's
        Stream hardness = Stream.of("made up images", source ? "source" : "target");
        int[] images = IntStream.range(0, IMAGES).toArray();
        Map<String, boolean[]> right = new LinkedHashMap<>();
        for (String name : List.of("clean", "0.05", "0.1")) {
            right.put(name, new boolean[IMAGES]);
        }
        double[] radius = new double[CERTIFIED];
        boolean[] certified = new boolean[CERTIFIED];
        for (int i = 0; i < IMAGES; i++) {
            double at = Math.min(1, Math.max(0, hardness.uniformDouble() + 0.02 * luck.gaussian()));
            right.get("clean")[i] = at < clean;
            right.get("0.05")[i] = at < Math.min(clean, robust);
            right.get("0.1")[i] = at < Math.min(clean, robust * robust);
            if (i < CERTIFIED) {
                radius[i] = (0.2 + robust) * (1 - at) * 0.8;
                certified[i] = at < clean - 0.03;
                radius[i] = certified[i] ? radius[i] : Double.NaN;
            }
        }
        Map<Series, PerImage> series = new HashMap<>();
        series.put(Series.CLEAN, PerImage.of(images, right.get("clean")));
        series.put(Series.attack("pgd20", "0.05"), PerImage.of(images, right.get("0.05")));
        series.put(Series.attack("pgd20", "0.1"), PerImage.of(images, right.get("0.1")));
        sigmas().forEach(sigma -> series.put(
                Series.smoothing(sigma),
                PerImage.certified(IntStream.range(0, CERTIFIED).toArray(), certified, radius)));
        boolean[] all = new boolean[CERTIFIED];
        double[] draws = new double[CERTIFIED];
        Arrays.fill(all, true);
        for (String at : ANYTIME) {
            boolean[] there = new boolean[CERTIFIED];
            double[] until = new double[CERTIFIED];
            for (int i = 0; i < CERTIFIED; i++) {
                double distance = radius[i] - Double.parseDouble(at);
                there[i] = distance > 0;
                until[i] = Math.abs(distance) < 0.003
                        ? Double.NaN
                        : 100 * Math.ceil(1 / Math.max(0.05, Math.abs(distance)));
                draws[i] = Math.max(draws[i], 100 + (Double.isNaN(until[i]) ? 100_000 : until[i]));
            }
            series.put(
                    Series.anytime("0.25", at),
                    new PerImage(IntStream.range(0, CERTIFIED).toArray(), there, until));
        }
        series.put(
                Series.draws("0.25"), new PerImage(IntStream.range(0, CERTIFIED).toArray(), all, draws));
        return new Outcome.Completed(series);
    }
}
