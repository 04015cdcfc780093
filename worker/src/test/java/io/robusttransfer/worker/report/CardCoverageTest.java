package io.robusttransfer.worker.report;

import static io.robusttransfer.worker.report.Small.CE;
import static io.robusttransfer.worker.report.Small.HEAD;
import static org.assertj.core.api.Assertions.assertThat;

import io.robusttransfer.worker.report.Experiment.Scheme;
import io.robusttransfer.worker.report.Outcome.Completed;
import io.robusttransfer.worker.report.Where.OnTarget;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * How often whole cards mislead, in studies that are drawn: with what a card chooses, and with cells that diverged. Accuracies are counts of
 * images, and a seed has luck of its own for every scheme and luck for all of them.
 */
class CardCoverageTest {
    private static final int STUDIES = 300;
    private static final int SHIFTED = 200;
    private static final int CORRELATED = 60;
    private static final int DRAWS = 79;
    private static final int IMAGES = 200;
    private static final double SPREAD = .02;
    private static final double BASE = .3;
    private static final double LARGE = .1;
    private static final Scheme CE_N = new Scheme("ceN", "ceN");
    private static final Scheme CE_A = new Scheme("ceA", "ceA");
    private static final Scheme FULL = new Scheme("full", "full", "", "full", true, false);
    private static final Outcome DIVERGED = new Outcome.Diverged("source training", 1);
    private static final List<String> SHIFTS = List.of("fog", "snow");
    private static final List<String> SCORES = List.of("leep", "nce");

    private static final PerImage[] FIRST = IntStream.rangeClosed(0, IMAGES)
            .mapToObj(right -> {
                boolean[] correct = new boolean[IMAGES];
                Arrays.fill(correct, 0, right, true);
                return PerImage.of(IntStream.range(0, IMAGES).toArray(), correct);
            })
            .toArray(PerImage[]::new);

    /** Four standard errors of a share near 5 %. */
    private static double atMost(int studies) {
        return .05 + 4 * Math.sqrt(.05 * .95 / studies);
    }

    /** The largest share of studies in which any one of the cards says this. */
    private static double said(Verdict verdict, int studies, Function<SplittableRandom, List<Verdict>> cards) {
        SplittableRandom random = new SplittableRandom(1);
        List<List<Verdict>> all =
                Stream.generate(() -> cards.apply(random)).limit(studies).toList();
        return IntStream.range(0, all.get(0).size())
                .mapToDouble(card ->
                        all.stream().filter(each -> each.get(card) == verdict).count() / (double) studies)
                .max()
                .orElseThrow();
    }

    private static List<Scheme> schemes(int robust) {
        return Stream.concat(Stream.of(CE), IntStream.range(0, robust).mapToObj(i -> new Scheme("robust" + i, "ceA")))
                .toList();
    }

    private static PerImage right(double accuracy) {
        return FIRST[(int) Math.rint(IMAGES * Math.max(0, Math.min(1, accuracy)))];
    }

    private static Completed measured(double clean, double robust) {
        return new Completed(Map.of(Series.CLEAN, right(clean), Series.attack("pgd20", "8/255"), right(robust)));
    }

    /** What a study has of one model, of its accuracy on the source and what it is above the others' on the target. */
    private interface OfModel {
        List<Cell> cells(String scheme, long seed, double source, double above);
    }

    /**
     * Source schemes with their luck.
     *
     * @param robust how many beside ce
     * @param lead of the first of them on the source; the others are alike there
     * @param luck how much of a model's luck on the source it has on the target, from −1 to 1
     * @param still how much less luck ce has than the others
     * @param diverging share of cells that diverged
     */
    private record Sources(int robust, double lead, double luck, double still, double diverging) {
        private record Models(double[][] source, double[][] target) {}

        /** What each model has beside its scheme's mean, by scheme and seed. */
        Models models(SplittableRandom random, int seeds) {
            double[] ofSeed = gaussians(random, seeds);
            double[][] source = new double[robust + 1][];
            double[][] target = new double[robust + 1][];
            for (int i = 0; i <= robust; i++) {
                double spread = i == 0 ? SPREAD * still : SPREAD;
                double[] here = gaussians(random, seeds);
                double[] there = gaussians(random, seeds);
                source[i] = IntStream.range(0, seeds)
                        .mapToDouble(seed -> spread * here[seed] + SPREAD * ofSeed[seed])
                        .toArray();
                target[i] = IntStream.range(0, seeds)
                        .mapToDouble(seed -> spread * (luck * here[seed] + Math.sqrt(1 - luck * luck) * there[seed])
                                + SPREAD * ofSeed[seed])
                        .toArray();
            }
            return new Models(source, target);
        }

        /** @param gain on the target of all schemes but ce */
        List<Cell> cells(Experiment experiment, double gain, SplittableRandom random, OfModel each) {
            int seeds = experiment.seeds().size();
            Models models = models(random, seeds);
            List<Cell> cells = new ArrayList<>();
            for (int i = 0; i <= robust; i++) {
                for (int seed = 0; seed < seeds; seed++) {
                    cells.addAll(each.cells(
                            experiment.schemes().get(i).name(),
                            seed,
                            onSource(i) + models.source()[i][seed],
                            (i == 0 ? 0 : gain) + models.target()[i][seed]));
                }
            }
            return cells;
        }

        double onSource(int scheme) {
            return scheme == 0 ? .2 : scheme == 1 ? .6 + lead : .6;
        }

        Outcome orDiverged(Outcome outcome, SplittableRandom random) {
            return random.nextDouble() < diverging ? DIVERGED : outcome;
        }
    }

    private static double[] gaussians(SplittableRandom random, int count) {
        return IntStream.range(0, count).mapToDouble(i -> random.nextGaussian()).toArray();
    }

    /** Over the frozen f, and with a head that moves it. */
    private static Function<SplittableRandom, List<Verdict>> transfer(int seeds, Sources sources, double gain) {
        Experiment experiment = Small.experiment(seeds, schemes(sources.robust()), List.of(CE, FULL));
        return random -> {
            List<Cell> cells = sources.cells(experiment, gain, random, (scheme, seed, source, above) -> {
                Outcome target = measured(.8, BASE + above);
                return List.of(
                        new Cell(scheme, seed, Where.SOURCE, sources.orDiverged(measured(.9, source), random)),
                        new Cell(scheme, seed, HEAD, sources.orDiverged(target, random)),
                        new Cell(scheme, seed, new OnTarget("letters", "full"), target));
            });
            return new Question(new Results(experiment, cells), new Bootstrap(20))
                    .answers().stream().map(Answer::verdict).toList();
        };
    }

    @ParameterizedTest
    @CsvSource({"3, .1, 0", "10, .1, 0", "10, 1, .1"})
    void where_nothing_transfers_the_luckiest_of_nine_that_are_alike_is_said_to_in_at_most_5_of_100_studies(
            int seeds, double still, double diverging) {
        Sources lucky = new Sources(9, 0, 1, still, diverging);
        assertThat(said(Verdict.YES, STUDIES, transfer(seeds, lucky, 0))).isLessThan(atMost(STUDIES));
    }

    @ParameterizedTest
    @CsvSource({"3, 0, 1", "10, .01, 1", "10, .2, .5"})
    void so_it_is_of_three_whether_or_not_one_leads(int seeds, double lead, double luck) {
        Sources three = new Sources(3, lead, luck, 1, 0);
        assertThat(said(Verdict.YES, STUDIES, transfer(seeds, three, 0))).isLessThan(atMost(STUDIES));
    }

    @ParameterizedTest
    @CsvSource({"3, .1", "10, .1"})
    void where_a_gain_worth_the_name_transfers_it_is_denied_in_at_most_5_of_100_studies_though_luck_turns(
            int seeds, double still) {
        Sources turning = new Sources(9, 0, -1, still, 0);
        assertThat(said(Verdict.NO, STUDIES, transfer(seeds, turning, Verdict.MARGIN)))
                .isLessThan(atMost(STUDIES));
    }

    @ParameterizedTest
    @CsvSource({"3, 0, .75", "3, .2, .75", "10, 0, .99", "10, .2, .99"})
    void a_large_gain_is_seen_to_transfer(int seeds, double lead, double often) {
        assertThat(said(Verdict.YES, 100, transfer(seeds, new Sources(9, lead, 1, 1, 0), LARGE)))
                .isGreaterThan(often);
    }

    /** Of the source and of the target. */
    private static Function<SplittableRandom, List<Verdict>> shift(int seeds, Sources sources, double gain) {
        Experiment experiment = Small.with(
                Small.experiment(seeds, schemes(sources.robust()), List.of(CE)),
                SHIFTS.stream().map(Quantity::shifted).toList());
        return random -> {
            List<Cell> cells = sources.cells(experiment, gain, random, (scheme, seed, source, above) -> {
                Outcome outcome = sources.orDiverged(changed(source, .6 + above), random);
                return List.of(new Cell(scheme, seed, Where.SOURCE, outcome), new Cell(scheme, seed, HEAD, outcome));
            });
            return verdicts(new DistributionShift(new Results(experiment, cells)).findings());
        };
    }

    private static Outcome changed(double robust, double kept) {
        double share = Math.rint(IMAGES * kept) / IMAGES;
        return new Completed(
                Map.of(Series.UNCHANGED, right(.9), Series.attack("pgd20", "8/255"), right(robust)),
                Map.of(
                        Quantity.shifted("fog").at().number(), share,
                        Quantity.shifted("snow").at().number(), share));
    }

    private static List<Verdict> verdicts(List<Finding> findings) {
        return findings.stream().map(Finding::verdict).toList();
    }

    @ParameterizedTest
    @CsvSource({"3, .1, 0", "10, .1, 0"})
    void where_all_lose_alike_the_luckiest_of_nine_is_said_to_lose_less_in_at_most_5_of_100_studies(
            int seeds, double still, double diverging) {
        Sources lucky = new Sources(9, 0, 1, still, diverging);
        assertThat(said(Verdict.YES, SHIFTED, shift(seeds, lucky, 0))).isLessThan(atMost(SHIFTED));
    }

    @ParameterizedTest
    @CsvSource({"3", "10"})
    void where_robust_schemes_lose_less_it_is_denied_in_at_most_5_of_100_studies(int seeds) {
        Sources turning = new Sources(9, 0, -1, 1, 0);
        assertThat(said(Verdict.NO, SHIFTED, shift(seeds, turning, Verdict.MARGIN)))
                .isLessThan(atMost(SHIFTED));
    }

    @ParameterizedTest
    @CsvSource({"3, .75", "10, .99"})
    void a_scheme_that_loses_much_less_is_seen(int seeds, double often) {
        assertThat(said(Verdict.YES, 100, shift(seeds, new Sources(9, 0, 1, 1, 0), LARGE)))
                .isGreaterThan(often);
    }

    /** Over the frozen f, of which ceA is spoken though ceN stands first, and with a head that moves it. */
    private static Function<SplittableRandom, List<Verdict>> retraining(int seeds, double gain, double diverging) {
        Sources sources = new Sources(9, 0, 1, 1, diverging);
        Experiment experiment = Small.experiment(seeds, schemes(sources.robust()), List.of(CE, CE_N, CE_A, FULL));
        List<Scheme> heads = experiment.targets().get(0).heads();
        return random -> {
            double[][] f = sources.models(random, seeds).target();
            double[][] ofHead =
                    heads.stream().map(head -> gaussians(random, seeds)).toArray(double[][]::new);
            List<Cell> cells = new ArrayList<>();
            for (int i = 0; i <= sources.robust(); i++) {
                for (int head = 0; head < heads.size(); head++) {
                    for (int seed = 0; seed < seeds; seed++) {
                        double robust = BASE
                                + .02 * i
                                + (heads.get(head).plain() ? 0 : gain)
                                + f[i][seed]
                                + SPREAD * ofHead[head][seed]
                                + SPREAD * random.nextGaussian();
                        cells.add(new Cell(
                                experiment.schemes().get(i).name(),
                                seed,
                                new OnTarget("letters", heads.get(head).name()),
                                sources.orDiverged(measured(.8, robust), random)));
                    }
                }
            }
            return verdicts(new Retraining(new Results(experiment, cells)).findings());
        };
    }

    @ParameterizedTest
    @CsvSource({"3, 0", "10, .02"})
    void where_no_head_helps_one_is_said_to_in_at_most_5_of_100_studies(int seeds, double diverging) {
        assertThat(said(Verdict.YES, STUDIES, retraining(seeds, 0, diverging))).isLessThan(atMost(STUDIES));
    }

    @ParameterizedTest
    @CsvSource({"3, .02", "10, 0"})
    void where_heads_help_it_is_denied_in_at_most_5_of_100_studies(int seeds, double diverging) {
        assertThat(said(Verdict.NO, STUDIES, retraining(seeds, Verdict.MARGIN, diverging)))
                .isLessThan(atMost(STUDIES));
    }

    @ParameterizedTest
    @CsvSource({"3, .75", "10, .99"})
    void a_head_that_helps_much_is_seen(int seeds, double often) {
        assertThat(said(Verdict.YES, 100, retraining(seeds, LARGE, 0))).isGreaterThan(often);
    }

    /**
     * The first score goes with robustness so far, the second not at all; one model diverged, so that its scheme is left out.
     */
    private static Function<SplittableRandom, List<Verdict>> foretelling(int seeds, double together) {
        List<Scheme> schemes = schemes(10);
        Experiment experiment = Small.with(
                Small.experiment(seeds, schemes, List.of(CE)),
                SCORES.stream()
                        .map(id -> Quantity.score(id, id, new Quantity.Unit("nats"), Quantity.Better.HIGHER))
                        .toList());
        return random -> {
            double[] ofSeed = gaussians(random, seeds);
            List<Cell> cells = new ArrayList<>();
            for (Scheme scheme : schemes) {
                double own = random.nextGaussian();
                double foretold = together * own + Math.sqrt(1 - together * together) * random.nextGaussian();
                double other = random.nextGaussian();
                for (int seed = 0; seed < seeds; seed++) {
                    double robust = .5 + .1 * own + SPREAD * (ofSeed[seed] + random.nextGaussian());
                    Outcome outcome = new Completed(
                            Map.of(Series.attack("pgd20", "8/255"), right(robust)),
                            Map.of(
                                    "leep", foretold + ofSeed[seed] + .2 * random.nextGaussian(),
                                    "nce", other + ofSeed[seed] + .2 * random.nextGaussian()));
                    boolean left = scheme.equals(schemes.get(1)) && seed == 0;
                    cells.add(new Cell(scheme.name(), seed, HEAD, left ? DIVERGED : outcome));
                }
            }
            return verdicts(new Foretelling(new Results(experiment, cells), new RankCorrelation(DRAWS)).findings());
        };
    }

    @ParameterizedTest
    @CsvSource({"3", "10"})
    void where_no_score_goes_with_robustness_one_is_said_to_foretell_it_in_at_most_5_of_100_studies(int seeds) {
        assertThat(said(Verdict.YES, CORRELATED, foretelling(seeds, 0))).isLessThan(atMost(CORRELATED));
    }

    @ParameterizedTest
    @CsvSource({"3", "10"})
    void where_one_goes_with_it_as_far_as_is_worth_the_name_none_is_said_to_in_at_most_5_of_100_studies(int seeds) {
        assertThat(said(Verdict.NO, CORRELATED, foretelling(seeds, Foretelling.MARGIN)))
                .isLessThan(atMost(CORRELATED));
    }

    @Test
    void a_score_that_nearly_is_robustness_is_seen() {
        assertThat(said(Verdict.YES, 20, foretelling(3, .97))).isGreaterThan(.75);
    }
}
