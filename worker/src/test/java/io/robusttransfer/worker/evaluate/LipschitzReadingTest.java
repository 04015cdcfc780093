package io.robusttransfer.worker.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.robusttransfer.crds.api.Architecture;
import io.robusttransfer.crds.api.Checkpoint;
import io.robusttransfer.crds.api.Cosine;
import io.robusttransfer.crds.api.Input;
import io.robusttransfer.crds.api.LastEpoch;
import io.robusttransfer.crds.api.Measure;
import io.robusttransfer.crds.api.Norm;
import io.robusttransfer.crds.api.ScheduleSpec;
import io.robusttransfer.crds.api.Training;
import io.robusttransfer.crds.plan.Measures;
import io.robusttransfer.worker.Failure;
import io.robusttransfer.worker.Toy;
import io.robusttransfer.worker.attack.Objective;
import io.robusttransfer.worker.attack.Pgd;
import io.robusttransfer.worker.certify.LipschitzBound;
import io.robusttransfer.worker.data.Images;
import io.robusttransfer.worker.model.Batch;
import io.robusttransfer.worker.model.Net;
import io.robusttransfer.worker.model.SpectralNorm;
import io.robusttransfer.worker.model.Trainable;
import io.robusttransfer.worker.noise.Noise;
import io.robusttransfer.worker.random.Stream;
import io.robusttransfer.worker.random.Streams;
import io.robusttransfer.worker.scheme.Ce;
import io.robusttransfer.worker.scheme.Lipschitz;
import io.robusttransfer.worker.scheme.Scheme;
import io.robusttransfer.worker.tensor.OnTorch;
import io.robusttransfer.worker.tensor.Scope;
import io.robusttransfer.worker.tensor.Tensor;
import io.robusttransfer.worker.tensor.Type;
import io.robusttransfer.worker.train.Recipe;
import io.robusttransfer.worker.train.Trainer;
import io.robusttransfer.worker.train.TrainingListener;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Certified radii are held against what attacks and chance find within them. */
@OnTorch
class LipschitzReadingTest {
    private static final Measure.Lipschitz MEASURE = new Measure.Lipschitz();
    private static final Images IMAGES = Toy.images(60);

    /** A source model's own head, and one that was fitted afterwards by cross-entropy on its f. */
    private Map<String, Net> heads;

    @BeforeEach
    void train() {
        Lipschitz scheme = new Lipschitz(SpectralNorm.ofMaps(1), 1);
        Net net = Toy.net(0).with(scheme.needs().own(), Stream.of("own parts"));
        train(net, scheme, Trainable.ALL);
        Map<String, Tensor> saved = new LinkedHashMap<>(net.exportedExtractor());
        saved.putAll(net.exportedHead());
        Input input = new Input(1, 8, 8);
        Net refit = Net.withNewHead(Architecture.SMALL_CNN, input, saved, Toy.CLASSES, Streams.initialH(1, "toy"));
        train(refit, new Ce(), Trainable.HEAD);
        Net own = Net.of(Architecture.SMALL_CNN, input, saved);
        heads = Map.of("own", own, "refit", own.withHead(refit.exportedHead()));
    }

    private static void train(Net net, Scheme scheme, Trainable trains) {
        Training training = new Training(
                12, 20, Training.HEAD.optimizer(), ScheduleSpec.of(new Cosine()), Checkpoint.of(new LastEpoch()));
        new Trainer(new Recipe(trains, scheme, training, null, 0, Set.of(), 1, "toy"), Toy.images(90))
                .train(net, Optional.empty(), () -> false, state -> {}, TrainingListener.SILENT);
    }

    private Evaluation.Judgement judged(Map<String, Net> nets, KeptParts parts) {
        int[] places = IntStream.range(0, IMAGES.count()).toArray();
        Measures measures = new Measures(IMAGES.count(), 25, List.of(), null, List.of(MEASURE), null);
        return new Evaluation(
                        new Subject(nets, Map.of(), IMAGES, places), measures, parts, (share, text) -> {}, () -> false)
                .run()
                .orElseThrow();
    }

    private List<Sample> certified(String head) {
        return judged(heads, new ForgottenParts()).outcomes().get(Column.of(head, MEASURE));
    }

    /** Images that are broken by PGD in balls of so many times their certified radius. */
    private long broken(String head, double times) {
        Net net = heads.get(head).frozen();
        List<Sample> samples = certified(head);
        return IntStream.range(0, IMAGES.count())
                .filter(row -> samples.get(row).correct())
                .filter(row -> Scope.value(() -> {
                    double epsilon = times * samples.get(row).value();
                    Batch batch = Batch.of(IMAGES, row);
                    Pgd pgd = new Pgd(Norm.L2, epsilon, epsilon / 4, 20, true);
                    Tensor moved = pgd.maximise(
                            net, batch.x(), Objective.crossEntropy(batch.y()), Noise.of(Stream.of("start", row)));
                    return net.logits(moved).argMax(1).longs()[0] != IMAGES.labels()[row];
                }))
                .count();
    }

    @Test
    void no_attack_breaks_an_image_within_its_radius_though_larger_balls_are_broken() {
        for (String head : heads.keySet()) {
            List<Sample> samples = certified(head);
            assertThat(samples.stream().filter(Sample::correct).count()).isGreaterThan(50);
            assertThat(SmoothingReading.averageRadius(samples)).isGreaterThan(.02);
            assertThat(broken(head, 1)).isZero();
            assertThat(broken(head, 20)).isGreaterThan(20);
        }
    }

    @Test
    void no_chance_move_within_the_radius_changes_the_class_whether_or_not_it_is_right() {
        for (Map.Entry<String, Net> head : heads.entrySet()) {
            Net net = head.getValue().frozen();
            List<Sample> samples = certified(head.getKey());
            for (int row = 0; row < IMAGES.count(); row += 3) {
                Tensor x = Batch.of(IMAGES, row).x();
                double radius = samples.get(row).value();
                Tensor moves = Tensor.of(Stream.of("moves", row).gaussian(200 * 64), 200, 1, 8, 8);
                Tensor length = moves.square().sum(true, 1, 2, 3).sqrt();
                long[] now = net.logits(x.add(moves.div(length).mul(radius)))
                        .argMax(1)
                        .longs();
                assertThat(now).containsOnly(net.logits(x).argMax(1).longs()[0]);
            }
        }
    }

    /** By PGD on the way that features move, which finds a good part of what the bound allows. */
    @Test
    void features_move_by_no_more_than_the_bound_says() {
        Net net = heads.get("own").to(Type.FLOAT64);
        double bound = LipschitzBound.of(net).constant();
        Tensor x = Batch.of(IMAGES).x().to(Type.FLOAT64);
        Tensor z = net.f(x);
        double farthest = 0;
        for (double epsilon : new double[] {.01, .1, 1, 4}) {
            Tensor moved = new Pgd(Norm.L2, epsilon, epsilon / 4, 30, true)
                    .maximise(
                            net,
                            x,
                            (live, at) -> live.f(at).sub(z).square().sum(false, 1),
                            Noise.of(Stream.of("features")));
            double[] far = net.f(moved).sub(z).square().sum(false, 1).sqrt().doubles();
            double[] way = moved.sub(x).square().sum(false, 1, 2, 3).sqrt().doubles();
            for (int i = 0; i < far.length; i++) {
                assertThat(far[i]).isPositive().isLessThan(bound * way[i]);
                farthest = Math.max(farthest, far[i] / way[i]);
            }
        }
        assertThat(farthest).isGreaterThan(bound / 20);
    }

    @Test
    void arithmetic_of_32_bits_errs_by_less_than_radii_allow_for() {
        for (Net net : heads.values()) {
            Tensor x = Batch.of(IMAGES).x();
            Tensor exact = net.to(Type.FLOAT64).logits(x.to(Type.FLOAT64));
            double wrong = net.logits(x).to(Type.FLOAT64).sub(exact).abs().max().item();
            LipschitzBound bound = LipschitzBound.of(net);
            Tensor rows = net.exportedHead().get("fc.weight");
            double shortest = rows.square().sum(false, 1).sqrt().min(false, 0).item();
            assertThat(wrong).isPositive().isLessThan(bound.rounding() * shortest * bound.black() / 4);
        }
    }

    @Test
    void the_bound_is_one_number_of_the_model_and_is_kept_with_the_part() {
        Remembered parts = new Remembered();
        Evaluation.Judgement first = judged(heads, parts);
        Evaluation.Judgement again = judged(heads, parts);
        assertThat(parts.kept).isEqualTo(2 * 2);
        assertThat(again).isEqualTo(first);
        double bound = LipschitzBound.of(heads.get("own")).constant();
        for (String head : heads.keySet()) {
            Evaluation.Figures figures = first.figures().get(head).get(1);
            assertThat(figures.numbers()).isEqualTo(Map.of("lipschitz_bound", bound));
            assertThat(figures.figures()).containsOnlyKeys("averageCertifiedRadius");
            assertThat(first.figures().get(head).get(0).numbers()).isEmpty();
        }
    }

    @Test
    void a_net_without_a_bound_is_refused_with_one_that_has_it() {
        assertThatThrownBy(() -> judged(Map.of("own", Toy.net(Architecture.RESNET20, 1, 0)), new ForgottenParts()))
                .isInstanceOf(Failure.WrongInput.class)
                .hasMessageContaining("small-cnn");
    }

    private static final class Remembered implements KeptParts {
        private final Map<Column, byte[]> parts = new LinkedHashMap<>();
        private int kept;

        @Override
        public Kept of(Measure measure, String head) {
            Column column = Column.of(head, measure);
            return new Kept() {
                @Override
                public Optional<byte[]> find() {
                    return Optional.ofNullable(parts.get(column));
                }

                @Override
                public void keep(byte[] samples) {
                    parts.put(column, samples);
                    kept++;
                }

                @Override
                public Optional<byte[]> resume() {
                    return Optional.empty();
                }

                @Override
                public void save(long step, byte[] progress) {
                    throw new AssertionError("it is done at once");
                }
            };
        }
    }
}
