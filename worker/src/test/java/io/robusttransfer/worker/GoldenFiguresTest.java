package io.robusttransfer.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.robusttransfer.crds.api.Architecture;
import io.robusttransfer.crds.api.Augmentation;
import io.robusttransfer.crds.api.BestEpoch;
import io.robusttransfer.crds.api.Checkpoint;
import io.robusttransfer.crds.api.Corruption;
import io.robusttransfer.crds.api.Cosine;
import io.robusttransfer.crds.api.Criterion;
import io.robusttransfer.crds.api.Dataset;
import io.robusttransfer.crds.api.Fraction;
import io.robusttransfer.crds.api.Input;
import io.robusttransfer.crds.api.LastEpoch;
import io.robusttransfer.crds.api.Measure;
import io.robusttransfer.crds.api.Norm;
import io.robusttransfer.crds.api.OptimizerSpec;
import io.robusttransfer.crds.api.ScheduleSpec;
import io.robusttransfer.crds.api.SgdSpec;
import io.robusttransfer.crds.api.Threat;
import io.robusttransfer.crds.api.Training;
import io.robusttransfer.crds.api.TransferabilityScore;
import io.robusttransfer.crds.plan.Measures;
import io.robusttransfer.crds.plan.Revisions;
import io.robusttransfer.worker.attack.Attacks;
import io.robusttransfer.worker.attack.CrossEntropy;
import io.robusttransfer.worker.attack.Pgd;
import io.robusttransfer.worker.attack.Robustness;
import io.robusttransfer.worker.attack.Square;
import io.robusttransfer.worker.augment.Augmenter;
import io.robusttransfer.worker.certify.Sampler;
import io.robusttransfer.worker.certify.Votes;
import io.robusttransfer.worker.data.Domain;
import io.robusttransfer.worker.data.Images;
import io.robusttransfer.worker.data.Preparation;
import io.robusttransfer.worker.evaluate.Column;
import io.robusttransfer.worker.evaluate.Evaluation;
import io.robusttransfer.worker.evaluate.ForgottenParts;
import io.robusttransfer.worker.evaluate.Sample;
import io.robusttransfer.worker.evaluate.ScoredModel;
import io.robusttransfer.worker.evaluate.Subject;
import io.robusttransfer.worker.model.Batch;
import io.robusttransfer.worker.model.Net;
import io.robusttransfer.worker.model.StateDict;
import io.robusttransfer.worker.model.Trainable;
import io.robusttransfer.worker.noise.Noise;
import io.robusttransfer.worker.random.Streams;
import io.robusttransfer.worker.scheme.Ce;
import io.robusttransfer.worker.scheme.CeA;
import io.robusttransfer.worker.scheme.CeN;
import io.robusttransfer.worker.scheme.EveryScheme;
import io.robusttransfer.worker.scheme.Scheme;
import io.robusttransfer.worker.shift.Shift;
import io.robusttransfer.worker.tensor.OnTorch;
import io.robusttransfer.worker.tensor.Scope;
import io.robusttransfer.worker.tensor.Tensor;
import io.robusttransfer.worker.train.Epoch;
import io.robusttransfer.worker.train.Recipe;
import io.robusttransfer.worker.train.Trainer;
import io.robusttransfer.worker.train.TrainingListener;
import io.robusttransfer.worker.train.TrainingResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** An algorithm whose results change must get another revision, else old results would be taken for new ones. */
@OnTorch
class GoldenFiguresTest {
    private static final Path GOLDEN = Path.of("src/test/resources/golden/figures.txt");
    /** Mean relative difference: processors and libraries differ in low bits, and training makes them larger. */
    private static final double TOLERANCE = 2e-3;
    /** With batch normalisation they grow faster (.027 from one processor to another was seen); of 60 images one may fall on the other side. */
    private static final double WIDE_TOLERANCE = 5e-2;
    /** Marks the figures of a scheme on resnet20. */
    private static final String RESNET = "@resnet20";

    private static final Images IMAGES = Toy.images(60);
    private static final Pgd ATTACK = new Pgd(Norm.LINF, .1, .05, 5, true);
    private static final Pgd L2_ATTACK = new Pgd(Norm.L2, .8, .4, 5, true);
    private static final String REMEDY =
            "; if that is meant, raise its revision (@Revision of a scheme or measure, Architecture, Revisions) and"
                    + " write the new figures by: mvn -pl worker -am test -Dtest=GoldenFiguresTest -Dgolden.write=true"
                    + " -Dsurefire.failIfNoSpecifiedTests=false";

    @Test
    void results_are_those_of_the_recorded_revisions() throws IOException {
        Map<String, double[]> now = Scope.value(GoldenFiguresTest::figures);
        assertThat(now.keySet().stream().map(GoldenFiguresTest::algorithm))
                .as("every algorithm has figures")
                .containsAll(Revisions.CURRENT.of().keySet());
        if (Boolean.getBoolean("golden.write")) {
            Files.writeString(GOLDEN, written(now));
        }
        for (String line : Files.readAllLines(GOLDEN)) {
            String[] fields = line.split(" ");
            String algorithm = algorithm(fields[0]);
            assertThat(Revisions.CURRENT.of().get(algorithm))
                    .as("the figures of " + algorithm + " are of another revision" + REMEDY)
                    .isEqualTo(Integer.valueOf(fields[1]));
            double[] golden = Arrays.stream(fields)
                    .skip(2)
                    .mapToDouble(Double::parseDouble)
                    .toArray();
            assertThat(now.get(fields[0])).hasSameSizeAs(golden);
            boolean wide = algorithm.startsWith("architecture/")
                    || algorithm.startsWith("measure/")
                    || fields[0].endsWith(RESNET);
            assertThat(difference(now.get(fields[0]), golden))
                    .as("results of " + fields[0] + " changed" + REMEDY)
                    .isLessThanOrEqualTo(wide ? WIDE_TOLERANCE : TOLERANCE);
        }
        assertThat(Files.readAllLines(GOLDEN)).hasSameSizeAs(now.keySet());
    }

    /** An algorithm may have more than one line. */
    private static String algorithm(String line) {
        return line.split("@")[0];
    }

    private static double difference(double[] now, double[] golden) {
        return IntStream.range(0, golden.length)
                .mapToDouble(i -> Math.abs(now[i] - golden[i]) / Math.max(1, Math.abs(golden[i])))
                .average()
                .orElseThrow();
    }

    private static String written(Map<String, double[]> figures) {
        return figures.entrySet().stream()
                .map(e -> e.getKey() + " " + Revisions.CURRENT.of().get(algorithm(e.getKey())) + " "
                        + DoubleStream.of(e.getValue())
                                .mapToObj("%.6f"::formatted)
                                .collect(Collectors.joining(" "))
                        + "\n")
                .collect(Collectors.joining());
    }

    private static Net taken(Map<String, Tensor> file) {
        Map<String, long[]> shapes = new TreeMap<>();
        file.forEach((name, tensor) -> shapes.put(name, tensor.shape()));
        Input input = new Input(1, 8, 8);
        return Net.of(
                Architecture.SMALL_CNN,
                input,
                StateDict.of(shapes, Architecture.SMALL_CNN, input, Toy.CLASSES).state(file, null, null));
    }

    private static Map<String, double[]> figures() {
        Map<String, double[]> figures = new TreeMap<>();
        for (Architecture architecture : Architecture.values()) {
            Net net = Toy.net(architecture, 1, 0);
            double[] losses = train(net, new Ce(), Trainable.ALL, 2, "0.02");
            figures.put("architecture/" + architecture.spelling(), joined(losses, logits(net)));
        }
        figures.put("preparation", prepared());
        figures.put("scheme/ce", train(Toy.net(0), new Ce(), Trainable.HEAD, 3, "0.5"));
        figures.put("scheme/ceN", train(Toy.net(0), new CeN(.25), Trainable.ALL, 6, "0.1"));
        figures.put("scheme/ceA", train(Toy.net(0), new CeA(ATTACK, 2), Trainable.ALL, 6, "0.1"));
        figures.put("scheme/untrained", logits(Toy.net(0)));
        figures.put("scheme/pretrained", logits(taken(Toy.net(1).state())));
        EveryScheme.all()
                .filter(each -> !figures.containsKey("scheme/" + each.field()))
                .forEach(each -> figures.put("scheme/" + each.field(), defaults(each)));
        EveryScheme.all()
                .filter(EveryScheme.Named::learns)
                .filter(each -> each.trains(Architecture.RESNET20))
                .forEach(each -> figures.put("scheme/" + each.field() + RESNET, varied(each)));
        figures.put("training", chosenByRobustAccuracy());
        figures.put("training@views", views());
        figures.put("checkpoint/robustAccuracy", figures.get("training"));
        Net net = Toy.net(0);
        train(net, new Ce(), Trainable.ALL, 6, "0.1");
        boolean[] mistakes = Robustness.mistakes(net, IMAGES, 20);
        figures.put("measure/clean", ones(mistakes));
        int[] places = IntStream.range(0, IMAGES.count()).toArray();
        figures.put(
                "measure/fgsm",
                ones(Robustness.of("fgsm", Pgd.fgsm(Norm.LINF, .1), 1, 20).broken(net, IMAGES, places, mistakes)));
        figures.put(
                "measure/pgd",
                joined(
                        ones(Robustness.of("pgd", ATTACK, 2, 20).broken(net, IMAGES, places, mistakes)),
                        ones(Robustness.of("pgd", L2_ATTACK, 2, 20).broken(net, IMAGES, places, mistakes))));
        figures.put(
                "measure/square",
                joined(
                        ones(Robustness.of("square", new Square(Norm.LINF, .1, 50), 1, 20)
                                .broken(net, IMAGES, places, mistakes)),
                        ones(Robustness.of("square", new Square(Norm.L2, .8, 50), 1, 20)
                                .broken(net, IMAGES, places, mistakes))));
        figures.put("measure/autoAttack", autoAttacked(net));
        figures.put("measure/smoothing", votes(net));
        figures.put("measure/shift", shifted());
        figures.put("measure/givenShift", given());
        figures.putAll(judged(net));
        figures.put("measure/transferability", scores(net));
        return figures;
    }

    /** In the order of their declaration; of labels that the net knows in part, so that none is at its end. */
    private static double[] scores(Net net) {
        int[] labels = IntStream.range(0, IMAGES.count())
                .map(i -> i % 2 == 0 ? IMAGES.labels()[i] : i / 2 % Toy.CLASSES)
                .toArray();
        Images images = new Images(
                IMAGES.count(),
                IMAGES.height(),
                IMAGES.width(),
                IMAGES.channels(),
                Toy.CLASSES,
                IMAGES.pixels(),
                labels);
        List<TransferabilityScore> scores = List.of(TransferabilityScore.values());
        Measure.Transferability measure = new Measure.Transferability(scores);
        int[] places = IntStream.range(0, IMAGES.count()).toArray();
        Map<String, Double> numbers = new Evaluation(
                        new Subject(Map.of("head", net), Map.of(), IMAGES, places, new ScoredModel(net, images)),
                        new Measures(IMAGES.count(), 20, List.of(), null, List.of(measure), null),
                        new ForgottenParts(),
                        (share, text) -> {},
                        () -> false)
                .run()
                .orElseThrow()
                .figures()
                .get("head")
                .get(1)
                .numbers();
        return scores.stream()
                .mapToDouble(score -> numbers.get(score.number().id()))
                .toArray();
    }

    /** The cross-entropy at the points that each part of AutoAttack ends with. */
    private static double[] autoAttacked(Net net) {
        Batch batch = Batch.of(IMAGES.select(new int[] {0, 1, 2, 3}));
        double[] entropies = new double[0];
        for (Norm norm : Norm.values()) {
            Measure.AutoAttack measure =
                    new Measure.AutoAttack(norm, Fraction.of(norm == Norm.LINF ? "0.05" : "0.3"), null);
            for (Robustness.Turn turn : Attacks.series(measure, Toy.CLASSES)) {
                Tensor moved = turn.attack()
                        .adversarial(
                                net,
                                batch.x(),
                                batch.y(),
                                Noise.restart(turn.stream(), new int[] {0, 1, 2, 3}, turn.restart()));
                entropies = joined(
                        entropies,
                        CrossEntropy.perImage(net.logits(moved), batch.y()).floats());
            }
        }
        return entropies;
    }

    /** Pixels and labels of resized images, which of them a target trains on, and which are evaluated first. */
    private static double[] prepared() {
        Dataset kept = new Dataset(null, null, null, null, null, null, 3, List.of(0, 2));
        Images train = Preparation.prepare("dataset", new Domain(IMAGES, IMAGES), kept, new Input(3, 11, 5))
                .train();
        List<Integer> figures = new ArrayList<>();
        for (int i = 0; i < 2 * train.stride(); i++) {
            figures.add(train.pixels()[i] & 0xff);
        }
        Arrays.stream(train.labels()).forEach(figures::add);
        Arrays.stream(Preparation.samples(train, 3, Streams.targetSubset(0, "toy")))
                .forEach(figures::add);
        Arrays.stream(Streams.evaluatedImages("toy").permutation(10)).forEach(figures::add);
        return figures.stream().mapToDouble(Integer::doubleValue).toArray();
    }

    /** Labels, and pixels of the first image, of the two parts of a given set. */
    private static double[] given() {
        Dataset domain = new Dataset(null, null, null, null, null, null, null, List.of(0, 2));
        List<Integer> figures = new ArrayList<>();
        for (int severity = 1; severity <= 2; severity++) {
            Images part = Preparation.given("given", IMAGES, 2, severity, domain, 2, new Input(3, 11, 5));
            Arrays.stream(part.labels()).forEach(figures::add);
            for (int i = 0; i < part.stride(); i++) {
                figures.add(part.pixels()[i] & 0xff);
            }
        }
        return figures.stream().mapToDouble(Integer::doubleValue).toArray();
    }

    /** Pixels of one image under each kind of variation. */
    private static double[] views() {
        List<Integer> figures = new ArrayList<>();
        for (Augmentation kind : Augmentation.values()) {
            Images varied = new Augmenter(Set.of(kind))
                    .apply(
                            Toy.images(1, 3),
                            new int[] {0},
                            each -> Noise.augmentation(each, 0, "toy", 0, new int[] {0}, 1));
            for (byte pixel : varied.pixels()) {
                figures.add(pixel & 0xff);
            }
        }
        return figures.stream().mapToDouble(Integer::doubleValue).toArray();
    }

    /** Pixels of one image of 8x8 under every change at a middling severity. */
    private static double[] shifted() {
        List<Integer> figures = new ArrayList<>();
        for (Corruption corruption : Corruption.values()) {
            Measure.Shift measure = new Measure.Shift(corruption, 3, null);
            Images changed =
                    Shift.of(corruption, measure.severity()).images(Toy.images(1, 3), new int[] {0}, measure.stream());
            for (byte pixel : changed.pixels()) {
                figures.add(pixel & 0xff);
            }
        }
        return figures.stream().mapToDouble(Integer::doubleValue).toArray();
    }

    private static double[] logits(Net net) {
        return Scope.value(() -> {
            float[] logits = net.logits(Batch.of(IMAGES, 0, 1, 2).x()).floats();
            return IntStream.range(0, logits.length).mapToDouble(i -> logits[i]).toArray();
        });
    }

    private static double[] train(
            Net net, Scheme scheme, Trainable part, int epochs, String rate, Augmentation... augment) {
        Training training = new Training(
                epochs,
                20,
                OptimizerSpec.of(new SgdSpec(Fraction.of(rate), Fraction.of("0.9"), Fraction.of("0.0005"))),
                ScheduleSpec.of(new Cosine()),
                Checkpoint.of(new LastEpoch()));
        Recipe recipe = new Recipe(part, scheme, training, null, 0, Set.of(augment), 0, "toy");
        return history(net, recipe).stream().mapToDouble(Epoch::loss).toArray();
    }

    /** A training by a scheme's defaults. */
    private static double[] defaults(EveryScheme.Named each) {
        return train(whole(Toy.net(0), each), each.scheme(), each.usual(), 6, "0.1");
    }

    /** The same with batch normalisation, on images that vary. */
    private static double[] varied(EveryScheme.Named each) {
        Net net = Toy.net(Architecture.RESNET20, 1, 0);
        return train(whole(net, each), each.scheme(), each.usual(), 3, "0.02", Augmentation.CROP, Augmentation.FLIP);
    }

    private static Net whole(Net net, EveryScheme.Named each) {
        return net.with(each.scheme().needs().own(), Streams.initialProjector(0, "toy"));
    }

    private static double[] chosenByRobustAccuracy() {
        Training training = new Training(
                4,
                16,
                Training.HEAD.optimizer(),
                ScheduleSpec.of(new Cosine()),
                Checkpoint.of(new BestEpoch(Criterion.ROBUST_ACCURACY)));
        Recipe recipe = new Recipe(
                Trainable.ALL,
                new Ce(),
                training,
                new Threat(Norm.LINF, Fraction.of("0.05")),
                .25,
                Set.of(Augmentation.CROP, Augmentation.FLIP),
                1,
                "toy");
        return history(Toy.net(1), recipe).stream()
                .flatMapToDouble(epoch -> DoubleStream.of(epoch.loss(), epoch.validation()))
                .toArray();
    }

    private static List<Epoch> history(Net net, Recipe recipe) {
        TrainingResult result = new Trainer(recipe, IMAGES)
                .train(net, Optional.empty(), () -> false, state -> {}, TrainingListener.SILENT);
        return new ArrayList<>(((TrainingResult.Completed) result).history());
    }

    private static double[] ones(boolean[] marked) {
        return IntStream.range(0, marked.length)
                .mapToDouble(i -> marked[i] ? 1 : 0)
                .toArray();
    }

    private static double[] votes(Net net) {
        Net frozen = net.frozen();
        List<List<Votes>> votes = new ArrayList<>();
        new Sampler("smoothing", .5, 100, 1000, 100)
                .sample(frozen::f, List.of(frozen::h), IMAGES, 1, new int[] {0}, votes::add);
        return votes.get(0).get(0).estimation().get(0).perClass().stream()
                .mapToDouble(Integer::doubleValue)
                .toArray();
    }

    /** What an evaluation makes of votes and of attacks in several balls. */
    private static Map<String, double[]> judged(Net net) {
        Measure.Pgd small = new Measure.Pgd(Norm.LINF, Fraction.of("0.05"), 5, Fraction.of("0.0125"), 2, null);
        Measure.Pgd large = new Measure.Pgd(Norm.LINF, Fraction.of("0.1"), 5, Fraction.of("0.025"), 2, null);
        Measure.Draws draws = new Measure.Draws(Fraction.of("0.25"), 1000, 100, IMAGES.count());
        Measure.Anytime anytime = new Measure.Anytime(
                Fraction.of("0.25"),
                List.of(Fraction.of("0.125"), Fraction.of("0.25")),
                Fraction.of("0.001"),
                2000,
                100,
                12);
        Measure.Representation logits = new Measure.Representation(
                Measure.Goal.LOGITS, Norm.LINF, Fraction.of("0.05"), 5, Fraction.of("0.0125"), 2, 20);
        Measures measures = new Measures(
                IMAGES.count(),
                20,
                List.of(small, large),
                new Measures.Smoothing(List.of(draws), Fraction.of("0.001")),
                List.of(new Measure.Lipschitz(), anytime, new Measure.Unbounded(), logits),
                null);
        int[] places = IntStream.range(0, IMAGES.count()).toArray();
        Map<Column, List<Sample>> outcomes = new Evaluation(
                        new Subject(Map.of("head", net), Map.of(), IMAGES, places),
                        measures,
                        new ForgottenParts(),
                        (share, text) -> {},
                        () -> false)
                .run()
                .orElseThrow()
                .outcomes();
        return Map.of(
                "measure/lipschitz",
                outcomes.get(Column.of("head", new Measure.Lipschitz())).stream()
                        .mapToDouble(sample -> sample.correct() ? sample.value() : 0)
                        .toArray(),
                "measure/anytime",
                DoubleStream.concat(
                                outcomes.get(Column.of("head", anytime)).stream()
                                        .mapToDouble(Sample::value),
                                outcomes.get(Column.at("head", anytime, Fraction.of("0.25"))).stream()
                                        .mapToDouble(sample -> sample.correct() ? 1 : 0))
                        .toArray(),
                "measure/unbounded",
                outcomes.get(Column.of("head", new Measure.Unbounded())).stream()
                        .mapToDouble(sample -> sample.correct() ? 1 : 0)
                        .toArray(),
                "measure/representation",
                outcomes.get(Column.logits("head", logits)).stream()
                        .mapToDouble(Sample::value)
                        .toArray(),
                "measure/smoothing@radii",
                outcomes.get(new Column("head", draws.key())).stream()
                        .mapToDouble(sample -> sample.correct() ? sample.value() : 0)
                        .toArray(),
                "measure/pgd@balls",
                Stream.of(small, large)
                        .flatMap(measure -> outcomes.get(new Column("head", measure.key())).stream())
                        .mapToDouble(sample -> sample.correct() ? 1 : 0)
                        .toArray());
    }

    private static double[] joined(double[] one, float[] other) {
        return DoubleStream.concat(
                        DoubleStream.of(one), IntStream.range(0, other.length).mapToDouble(i -> other[i]))
                .toArray();
    }

    private static double[] joined(double[] one, double[] other) {
        return DoubleStream.concat(DoubleStream.of(one), DoubleStream.of(other)).toArray();
    }
}
