package io.robusttransfer.worker.scheme;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.robusttransfer.crds.api.Architecture;
import io.robusttransfer.crds.api.Augmentation;
import io.robusttransfer.crds.api.BestEpoch;
import io.robusttransfer.crds.api.Checkpoint;
import io.robusttransfer.crds.api.Cosine;
import io.robusttransfer.crds.api.Criterion;
import io.robusttransfer.crds.api.Fraction;
import io.robusttransfer.crds.api.LastEpoch;
import io.robusttransfer.crds.api.OptimizerSpec;
import io.robusttransfer.crds.api.ScheduleSpec;
import io.robusttransfer.crds.api.SgdSpec;
import io.robusttransfer.crds.api.Training;
import io.robusttransfer.worker.Toy;
import io.robusttransfer.worker.data.Images;
import io.robusttransfer.worker.model.Batch;
import io.robusttransfer.worker.model.Net;
import io.robusttransfer.worker.model.Trainable;
import io.robusttransfer.worker.tensor.Grad;
import io.robusttransfer.worker.tensor.OnTorch;
import io.robusttransfer.worker.tensor.Scope;
import io.robusttransfer.worker.tensor.Tensor;
import io.robusttransfer.worker.tensor.Type;
import io.robusttransfer.worker.train.Epoch;
import io.robusttransfer.worker.train.Recipe;
import io.robusttransfer.worker.train.StateFile;
import io.robusttransfer.worker.train.Trainer;
import io.robusttransfer.worker.train.TrainingListener;
import io.robusttransfer.worker.train.TrainingResult;
import io.robusttransfer.worker.train.TrainingState;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What is true of every scheme, with and without batch normalisation. */
@OnTorch
class EverySchemeTest {
    private static final Images IMAGES = Toy.images(26);
    private static final int EPOCHS = 3;

    private static final How SGD_TO_THE_LAST = new How(
            OptimizerSpec.of(new SgdSpec(Fraction.of("0.05"), Fraction.of("0.9"), Fraction.of("0.0005"))),
            Checkpoint.of(new LastEpoch()),
            0);
    private static final How ADAMW_TO_THE_BEST =
            new How(Training.HEAD.optimizer(), Checkpoint.of(new BestEpoch(Criterion.LOSS)), .25);

    private record How(OptimizerSpec optimizer, Checkpoint checkpoint, double validation) {}

    @TempDir
    Path folder;

    static Stream<Arguments> nets() {
        return EveryScheme.all().filter(EveryScheme.Named::learns).flatMap(each -> Stream.of(
                        Architecture.SMALL_CNN, Architecture.RESNET20)
                .filter(each::trains)
                .map(architecture -> Arguments.of(each, architecture)));
    }

    private static Net net(EveryScheme.Named each, Architecture architecture) {
        return Toy.net(architecture, 1, 0)
                .with(each.scheme().needs().own(), io.robusttransfer.worker.random.Stream.of("own parts"));
    }

    /**
     * Central differences in float64, too short to cross a kink of a ReLU (resnet20 has many), along random directions of all weights that are
     * trained in the last epoch. (Under Linf an image that was moved is constant near the weights: only signs enter.)
     */
    @ParameterizedTest(name = "{0} on {1}")
    @MethodSource("nets")
    void gradients_are_those_of_finite_differences(EveryScheme.Named each, Architecture architecture) {
        Scope.run(() -> {
            Net first = net(each, architecture).to(Type.FLOAT64);
            Net net = moved(first, direction(first, first.state().keySet(), 99), .05);
            Trainable trains = each.scheme().trains(each.usual(), EPOCHS - 1, EPOCHS);
            Net live = net.copy().training(trains);
            List<Tensor> gradients =
                    Grad.of(() -> loss(each, live, first), live.leaves()).gradients();
            assertThat(gradients).as("all that is said to be trained").allSatisfy(gradient -> assertThat(
                            gradient.abs().max().item())
                    .isPositive());
            for (int i = 0; i < 3; i++) {
                Map<String, Tensor> along = direction(net, live.parameters().keySet(), i);
                double slope = 0;
                int place = 0;
                for (String name : live.parameters().keySet()) {
                    slope += gradients.get(place++).mul(along.get(name)).sum().item();
                }
                double h = 1e-9;
                double above = value(each, moved(net, along, h).training(trains), first);
                double below = value(each, moved(net, along, -h).training(trains), first);
                double difference = (above - below) / (2 * h);
                assertThat(difference).isCloseTo(slope, within(1e-5 * Math.max(1, Math.abs(slope))));
                assertThat(Math.abs(slope)).isGreaterThan(1e-5);
            }
        });
    }

    private static double value(EveryScheme.Named each, Net live, Net first) {
        return Grad.of(() -> loss(each, live, first), live.leaves()).value().item();
    }

    private static Tensor loss(EveryScheme.Named each, Net net, Net first) {
        Batch batch = Batch.of(IMAGES.select(0, 1, 2, 3, 4, 5, 6, 7));
        Tensor x = batch.x().to(Type.FLOAT64);
        // two views that differ, as where a study varies images
        Tensor other = Batch.of(IMAGES.select(8, 9, 10, 11, 12, 13, 14, 15)).x().to(Type.FLOAT64);
        Step.Inputs inputs = new Step.Inputs() {
            @Override
            public Tensor view(int index) {
                return index == 0 ? x : other;
            }

            @Override
            public Tensor features(Net live) {
                return live.f(x);
            }

            @Override
            public Tensor cached(String name) {
                return each.scheme().needs().cached().get(name).of(first, x);
            }
        };
        return each.scheme().loss(new Step(net, inputs, batch.y(), new Step.Clock(3, 5, 100)));
    }

    private static Map<String, Tensor> direction(Net net, Set<String> names, int key) {
        Map<String, Tensor> along = new LinkedHashMap<>();
        names.forEach(name -> {
            Tensor weight = net.state().get(name);
            if (weight.type() == Type.FLOAT64 && !name.contains("running") && !name.startsWith("normalize")) {
                along.put(
                        name,
                        Tensor.of(
                                        io.robusttransfer.worker.random.Stream.of("direction", key, name)
                                                .gaussian(Math.toIntExact(weight.size())),
                                        weight.shape())
                                .to(Type.FLOAT64));
            }
        });
        return along;
    }

    private static Net moved(Net net, Map<String, Tensor> along, double h) {
        Net moved = net.copy();
        along.forEach((name, direction) -> moved.state().get(name).addInPlace(direction.mul(h)));
        return moved;
    }

    @ParameterizedTest(name = "{0} on {1}")
    @MethodSource("nets")
    void a_training_that_is_stopped_anywhere_and_goes_on_ends_with_the_same_bits(
            EveryScheme.Named each, Architecture architecture) {
        assertSameBits(each, architecture, SGD_TO_THE_LAST);
    }

    @ParameterizedTest(name = "{0} on {1}")
    @MethodSource("nets")
    void so_does_one_by_adamw_whose_best_epoch_is_kept(EveryScheme.Named each, Architecture architecture) {
        assertSameBits(each, architecture, ADAMW_TO_THE_BEST);
    }

    private void assertSameBits(EveryScheme.Named each, Architecture architecture, How how) {
        Map<String, String> undisturbed = trained(each, architecture, how, List.of());
        assertThat(trained(each, architecture, how, List.of(1, 2, 5, 7))).isEqualTo(undisturbed);
        assertThat(trained(each, architecture, how, List.of(3, 6))).isEqualTo(undisturbed);
    }

    /** Every value after the training, stopped before these steps, its state written and read each time. */
    private Map<String, String> trained(
            EveryScheme.Named each, Architecture architecture, How how, List<Integer> stops) {
        return Scope.value(() -> {
            Optional<TrainingState> state = Optional.empty();
            for (int i = 0; ; i++) {
                Net net = net(each, architecture);
                Path file = folder.resolve("state");
                int stop = i < stops.size() ? stops.get(i) : Integer.MAX_VALUE;
                TrainingResult result = train(each, net, how, state, stop, file);
                if (result instanceof TrainingResult.Completed) {
                    return Toy.bits(net);
                }
                assertThat(result).isEqualTo(new TrainingResult.Stopped(stop));
                state = Optional.of(StateFile.read(file));
            }
        });
    }

    private static TrainingResult train(
            EveryScheme.Named each, Net net, How how, Optional<TrainingState> state, int stop, Path file) {
        Training training = new Training(EPOCHS, 8, how.optimizer(), ScheduleSpec.of(new Cosine()), how.checkpoint());
        Recipe recipe = new Recipe(
                each.usual(), each.scheme(), training, null, how.validation(), Set.of(Augmentation.CROP), 1, "toy");
        long[] step = {state.map(before -> before.position().step()).orElse(0L)};
        BooleanSupplier stopped = () -> step[0]++ == stop;
        return new Trainer(recipe, IMAGES)
                .train(net, state, stopped, saved -> StateFile.write(saved, file), new TrainingListener() {
                    @Override
                    public void step(long done, long all, double loss) {
                        assertThat(loss).isFinite();
                    }

                    @Override
                    public void epoch(Epoch epoch, int all) {}
                });
    }
}
