package io.robusttransfer.worker.report;

import io.robusttransfer.worker.report.Experiment.Attack;
import io.robusttransfer.worker.report.Experiment.Scheme;
import io.robusttransfer.worker.report.Experiment.Target;
import io.robusttransfer.worker.report.Experiment.Threat;
import io.robusttransfer.worker.report.Outcome.Completed;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** Experiments small enough to work out by hand: 100 images, of which the first so many are right. */
final class Small {
    static final int IMAGES = 100;
    static final Scheme CE = new Scheme("ce", "ce");
    static final Scheme NOISE = new Scheme("noise", "ceN");
    static final Scheme PGD = new Scheme("pgd", "ceA");
    static final Where HEAD = new Where.OnTarget("letters", "ce");
    static final Quantity ROBUST =
            Quantity.robust("Linf", "8/255", List.of(new Quantity.Under("pgd20", "8/255", "pgd", null)));

    private Small() {}

    static Experiment experiment(int seeds) {
        return experiment(seeds, List.of(CE, NOISE, PGD), List.of(CE));
    }

    static Experiment experiment(int seeds, List<Scheme> schemes, List<Scheme> heads) {
        return new Experiment(
                "small",
                "digits",
                10,
                schemes,
                List.of(new Target("letters", 10, heads)),
                LongStream.range(0, seeds).boxed().toList(),
                Optional.of(new Threat("Linf", "16/510")),
                List.of(new Attack("pgd20", "pgd", "Linf", List.of("8/255"), null)),
                new Certificates(List.of(new Certificates.Fixed("0.25", 1000, 100, "0.001", 0.6158)), List.of()),
                List.of(),
                List.of("CPU"),
                "run small.yaml",
                List.of(),
                "study: {}");
    }

    /** The same experiment, with these measured, too. */
    static Experiment with(Experiment experiment, List<Quantity> further) {
        return new Experiment(
                experiment.name(),
                experiment.source(),
                experiment.classes(),
                experiment.schemes(),
                experiment.targets(),
                experiment.seeds(),
                experiment.threat(),
                experiment.attacks(),
                experiment.certificates(),
                further,
                experiment.devices(),
                experiment.command(),
                experiment.facts(),
                experiment.study());
    }

    /** The cards of one question. */
    static List<Finding> findings(Report report, String question) {
        return report.findings().stream()
                .filter(finding -> finding.asked().id().equals(question))
                .toList();
    }

    static Outcome measured(int clean, int robust) {
        return new Completed(Map.of(
                Series.CLEAN,
                first(clean),
                Series.attack("pgd20", "8/255"),
                first(robust),
                Series.smoothing("0.25"),
                PerImage.certified(
                        images(),
                        first(clean).right(),
                        IntStream.range(0, IMAGES)
                                .mapToDouble(i -> i < clean ? 0.25 : Double.NaN)
                                .toArray())));
    }

    /** Source robust accuracies 0.2, 0.4, 0.6; on the target 0.30, 0.35 and what is given, per seed. */
    static List<Cell> cells(int... pgdOnTarget) {
        List<Cell> cells = new ArrayList<>();
        for (int seed = 0; seed < pgdOnTarget.length; seed++) {
            cells.add(new Cell("ce", seed, Where.SOURCE, measured(90, 20)));
            cells.add(new Cell("noise", seed, Where.SOURCE, measured(90, 40)));
            cells.add(new Cell("pgd", seed, Where.SOURCE, measured(90, 60)));
            cells.add(new Cell("ce", seed, HEAD, measured(80, 30)));
            cells.add(new Cell("noise", seed, HEAD, measured(80, 35)));
            cells.add(new Cell("pgd", seed, HEAD, measured(80, pgdOnTarget[seed])));
        }
        return cells;
    }

    static List<Cell> replaced(List<Cell> cells, String scheme, long seed, Where where, Outcome outcome) {
        return cells.stream()
                .map(c -> c.scheme().equals(scheme)
                                && c.seed() == seed
                                && c.where().equals(where)
                        ? new Cell(scheme, seed, where, outcome)
                        : c)
                .toList();
    }

    static Answer answer(Experiment experiment, List<Cell> cells) {
        return new Report(experiment, cells).answers().get(0);
    }

    static PerImage first(int right) {
        boolean[] correct = new boolean[IMAGES];
        java.util.Arrays.fill(correct, 0, right, true);
        return PerImage.of(images(), correct);
    }

    static int[] images() {
        return IntStream.range(0, IMAGES).toArray();
    }
}
