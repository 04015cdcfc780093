package io.robusttransfer.worker.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.robusttransfer.crds.api.AdamWSpec;
import io.robusttransfer.crds.api.Architecture;
import io.robusttransfer.crds.api.Augmentation;
import io.robusttransfer.crds.api.BestEpoch;
import io.robusttransfer.crds.api.Checkpoint;
import io.robusttransfer.crds.api.Constant;
import io.robusttransfer.crds.api.Cosine;
import io.robusttransfer.crds.api.Criterion;
import io.robusttransfer.crds.api.Fraction;
import io.robusttransfer.crds.api.LastEpoch;
import io.robusttransfer.crds.api.Norm;
import io.robusttransfer.crds.api.OptimizerSpec;
import io.robusttransfer.crds.api.ScheduleSpec;
import io.robusttransfer.crds.api.SgdSpec;
import io.robusttransfer.crds.api.Threat;
import io.robusttransfer.crds.api.Training;
import io.robusttransfer.worker.Failure;
import io.robusttransfer.worker.Toy;
import io.robusttransfer.worker.attack.Pgd;
import io.robusttransfer.worker.attack.Robustness;
import io.robusttransfer.worker.data.Domain;
import io.robusttransfer.worker.data.Images;
import io.robusttransfer.worker.model.Batch;
import io.robusttransfer.worker.model.Net;
import io.robusttransfer.worker.model.Trainable;
import io.robusttransfer.worker.random.Streams;
import io.robusttransfer.worker.scheme.Ce;
import io.robusttransfer.worker.scheme.CeA;
import io.robusttransfer.worker.scheme.CeN;
import io.robusttransfer.worker.scheme.Scheme;
import io.robusttransfer.worker.tensor.OnTorch;
import io.robusttransfer.worker.tensor.Scope;
import io.robusttransfer.worker.tensor.Tensor;
import io.robusttransfer.worker.tensor.Torch;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

@OnTorch
class TrainerTest {
    private static final Images IMAGES = Toy.images(25);
    private static final Scheme CE_A = new CeA(new Pgd(Norm.LINF, .05, .02, 2, true), 1);

    @TempDir
    private Path folder;

    /** What was told of a training's progress. */
    private static final class Told implements TrainingListener {
        private final List<String> lines = new ArrayList<>();

        @Override
        public void step(long done, long all, double loss) {
            lines.add("step " + done + "/" + all);
        }

        @Override
        public void epoch(Epoch epoch, int all) {
            lines.add("epoch " + (epoch.epoch() + 1) + "/" + all);
        }
    }

    /** A training and the bits it ends with. */
    private record Ended(TrainingResult result, Map<String, String> bits) {}

    static List<Recipe> recipes() {
        return List.of(
                recipe(
                        Trainable.ALL,
                        CE_A,
                        sgd(),
                        new BestEpoch(Criterion.ACCURACY),
                        Set.of(Augmentation.CROP, Augmentation.FLIP)),
                recipe(Trainable.ALL, new CeN(.1), adamW(), new BestEpoch(Criterion.LOSS), Set.of()),
                recipe(Trainable.HEAD, new Ce(), adamW(), new BestEpoch(Criterion.ROBUST_ACCURACY), Set.of()),
                recipe(Trainable.HEAD, CE_A, sgd(), new LastEpoch(), Set.of(Augmentation.FLIP)));
    }

    @ParameterizedTest
    @MethodSource("recipes")
    void a_training_resumed_at_any_step_ends_with_the_bits_of_an_undisturbed_one(Recipe recipe) {
        Ended undisturbed = train(recipe, Optional.empty(), () -> false, state -> {});
        assertThat(undisturbed.result()).isInstanceOf(TrainingResult.Completed.class);
        for (int stopAt = 0; stopAt < 9; stopAt++) {
            Path file = folder.resolve("stop-at-" + stopAt);
            int[] asked = new int[] {-1};
            int last = stopAt;
            Ended stopped =
                    train(recipe, Optional.empty(), () -> ++asked[0] == last, state -> StateFile.write(state, file));
            assertThat(stopped.result()).isEqualTo(new TrainingResult.Stopped(stopAt));
            Ended resumed = train(recipe, Optional.of(file), () -> false, state -> {});
            assertThat(resumed).isEqualTo(undisturbed);
        }
    }

    @Test
    void a_training_resumed_at_every_step_in_turn_ends_with_the_same_bits() {
        Recipe recipe = recipes().get(0);
        Path file = folder.resolve("again");
        Optional<Path> before = Optional.empty();
        Ended ended;
        int starts = 0;
        do {
            int[] steps = new int[] {0};
            ended = train(recipe, before, () -> steps[0]++ == 1, state -> StateFile.write(state, file));
            before = Optional.of(file);
            starts++;
        } while (ended.result() instanceof TrainingResult.Stopped);
        assertThat(starts).isEqualTo(9);
        assertThat(ended).isEqualTo(train(recipe, Optional.empty(), () -> false, state -> {}));
    }

    @Test
    void the_state_saved_after_an_epoch_goes_on_with_the_next() {
        Recipe recipe = recipes().get(1);
        List<Path> files = new ArrayList<>();
        Ended undisturbed = train(recipe, Optional.empty(), () -> false, state -> {
            files.add(folder.resolve("epoch-" + files.size()));
            StateFile.write(state, files.get(files.size() - 1));
        });
        assertThat(files).hasSize(3);
        for (Path file : files) {
            assertThat(train(recipe, Optional.of(file), () -> false, state -> {}))
                    .isEqualTo(undisturbed);
        }
    }

    @Test
    void training_lowers_the_loss_and_learns_the_images() {
        Recipe recipe = new Recipe(
                Trainable.ALL, new Ce(), training(adamW(), new LastEpoch(), 12, 10), threat(), 0, Set.of(), 1, "toy");
        Scope.run(() -> {
            Net net = Toy.net(1);
            TrainingResult.Completed result = (TrainingResult.Completed) new Trainer(recipe, IMAGES)
                    .train(net, Optional.empty(), () -> false, state -> {}, TrainingListener.SILENT);
            List<Epoch> history = result.history();
            assertThat(history).hasSize(12);
            assertThat(history.get(11).loss()).isLessThan(history.get(0).loss() / 4);
            assertThat(result.chosen()).isEqualTo(11);
            assertThat(Robustness.accuracy(Robustness.mistakes(net, Toy.images(60), 50)))
                    .isGreaterThan(.9);
        });
    }

    @ParameterizedTest
    @EnumSource(Architecture.class)
    void a_head_s_training_leaves_every_bit_of_the_extractor(Architecture architecture) {
        Scope.run(() -> {
            Images images = Toy.images(12, 3);
            Net net = Toy.net(architecture, 3, 2);
            Map<String, String> before = Toy.bits(net);
            for (Scheme scheme : List.of(new Ce(), new CeN(.1), CE_A)) {
                Recipe recipe = new Recipe(
                        Trainable.HEAD,
                        scheme,
                        training(sgd(), new LastEpoch(), 1, 5),
                        threat(),
                        0,
                        Set.of(),
                        1,
                        "toy");
                new Trainer(recipe, images)
                        .train(net, Optional.empty(), () -> false, state -> {}, TrainingListener.SILENT);
            }
            Map<String, String> after = Toy.bits(net);
            assertThat(after.get("fc.weight")).isNotEqualTo(before.get("fc.weight"));
            assertThat(after.get("fc.bias")).isNotEqualTo(before.get("fc.bias"));
            before.keySet().removeAll(Set.of("fc.weight", "fc.bias"));
            assertThat(after).containsAllEntriesOf(before);
        });
    }

    @Test
    void a_source_s_training_moves_the_running_statistics() {
        Scope.run(() -> {
            Net net = Toy.net(Architecture.RESNET20, 3, 2);
            Recipe recipe = new Recipe(
                    Trainable.ALL, CE_A, training(sgd(), new LastEpoch(), 1, 5), threat(), 0, Set.of(), 1, "toy");
            new Trainer(recipe, Toy.images(12, 3))
                    .train(net, Optional.empty(), () -> false, state -> {}, TrainingListener.SILENT);
            // 3 steps; the attack's forward passes are not among them
            assertThat(net.state().get("bn1.num_batches_tracked").item()).isEqualTo(3);
        });
    }

    @Test
    void a_last_batch_of_one_image_joins_the_one_before_since_batch_normalisation_needs_two() {
        Scope.run(() -> {
            Recipe recipe = new Recipe(
                    Trainable.ALL, new Ce(), training(sgd(), new LastEpoch(), 1, 10), threat(), 0, Set.of(), 5, "toy");
            Net net = Toy.net(Architecture.PREACT_RESNET18, 1, 5);
            Trainer trainer = new Trainer(recipe, Toy.images(21));
            assertThat(trainer.steps()).isEqualTo(2);
            assertThat(new Trainer(recipe, Toy.images(22)).steps()).isEqualTo(3);
            assertThat(trainer.train(net, Optional.empty(), () -> false, state -> {}, TrainingListener.SILENT))
                    .isInstanceOf(TrainingResult.Completed.class);
        });
    }

    @Test
    void cached_features_train_the_head_that_fresh_ones_train() {
        float[] cached = headAfter(new Ce());
        float[] fresh = headAfter(step -> new Ce().loss(step));
        for (int i = 0; i < cached.length; i++) {
            assertThat(cached[i]).isCloseTo(fresh[i], within(1e-5f));
        }
    }

    @Test
    void a_loss_that_is_no_number_ends_as_diverged_with_its_step() {
        Scheme breaksAtFour = step -> new Ce().loss(step).mul(step.epochs() > 1.4 ? Double.NaN : 1);
        Recipe recipe = recipe(Trainable.ALL, breaksAtFour, sgd(), new BestEpoch(Criterion.ACCURACY), Set.of());
        Ended ended = train(recipe, Optional.empty(), () -> false, state -> {});
        assertThat(ended.result()).isInstanceOfSatisfying(TrainingResult.Diverged.class, diverged -> {
            assertThat(diverged.step()).isEqualTo(5);
            assertThat(diverged.epoch()).isEqualTo(1);
            assertThat(diverged.history()).hasSize(1);
        });
    }

    @Test
    void an_infinite_learning_rate_ends_as_diverged() {
        SgdSpec huge = new SgdSpec(Fraction.of("999999999"), Fraction.of("0.9"), Fraction.of("0"));
        Recipe recipe = recipe(Trainable.ALL, new Ce(), OptimizerSpec.of(huge), new LastEpoch(), Set.of());
        assertThat(train(recipe, Optional.empty(), () -> false, state -> {}).result())
                .isInstanceOf(TrainingResult.Diverged.class);
    }

    @Test
    void the_best_epoch_s_weights_are_kept() {
        List<String> states = new ArrayList<>();
        // learns for two epochs, then unlearns
        Scheme turning = step -> new Ce().loss(step).mul(step.epochs() < 2 ? 1 : -30);
        Training training = new Training(
                3, 8, adamW(), ScheduleSpec.of(new Constant()), Checkpoint.of(new BestEpoch(Criterion.ACCURACY)));
        Recipe recipe = new Recipe(Trainable.ALL, turning, training, threat(), .2, Set.of(), 1, "toy");
        Ended ended = train(
                recipe,
                Optional.empty(),
                () -> false,
                state -> states.add(
                        Arrays.toString(state.tensors().get("net.fc.weight").floats())));
        TrainingResult.Completed completed = (TrainingResult.Completed) ended.result();
        List<Double> accuracies =
                completed.history().stream().map(Epoch::validation).toList();
        assertThat(accuracies.get(2)).isLessThan(accuracies.get(completed.chosen()));
        assertThat(completed.chosen())
                .isEqualTo(accuracies.indexOf(
                        accuracies.stream().max(Double::compare).orElseThrow()));
        assertThat(ended.bits().get("fc.weight")).isEqualTo(states.get(completed.chosen()));
    }

    @Test
    void the_best_of_no_held_out_images_is_refused() {
        Recipe recipe = new Recipe(
                Trainable.ALL,
                new Ce(),
                training(sgd(), new BestEpoch(Criterion.LOSS), 1, 5),
                threat(),
                0,
                Set.of(),
                1,
                "toy");
        assertThatThrownBy(() -> new Trainer(recipe, IMAGES))
                .isInstanceOf(Failure.WrongInput.class)
                .hasMessageContaining("set dataset.validation")
                .hasMessageContaining("checkpoint.last");
    }

    @Test
    void images_held_out_are_not_trained_on() {
        Set<String> seen = new HashSet<>();
        Scheme watching = step -> {
            Tensor x = step.x();
            for (int i = 0; i < x.size(0); i++) {
                seen.add(Arrays.toString(x.slice(0, i, i + 1).floats()));
            }
            return new Ce().loss(step);
        };
        Recipe recipe = recipe(Trainable.ALL, watching, sgd(), new BestEpoch(Criterion.ACCURACY), Set.of());
        train(recipe, Optional.empty(), () -> false, state -> {});
        assertThat(seen).hasSize(20);
        Split split = Split.of(25, .2, Streams.validationSplit(1, "toy"));
        Scope.run(() -> {
            for (int row : split.validation()) {
                float[] held = Batch.of(IMAGES, row).x().floats();
                assertThat(seen).doesNotContain(Arrays.toString(held));
            }
        });
    }

    @Test
    void schemes_see_the_same_images_in_the_same_order() {
        List<List<String>> orders = new ArrayList<>();
        for (Scheme inner : List.of(new Ce(), new CeN(.3), CE_A)) {
            List<String> seen = new ArrayList<>();
            Scheme watching = step -> {
                seen.add(Arrays.toString(step.x().floats())
                        + Arrays.toString(step.y().longs()));
                return inner.loss(step);
            };
            Recipe recipe = recipe(Trainable.ALL, watching, sgd(), new LastEpoch(), Set.of(Augmentation.CROP));
            train(recipe, Optional.empty(), () -> false, state -> {});
            orders.add(seen);
        }
        assertThat(orders.get(1)).isEqualTo(orders.get(0));
        assertThat(orders.get(2)).isEqualTo(orders.get(0));
        assertThat(orders.get(0)).doesNotHaveDuplicates();
    }

    @Test
    void every_step_and_epoch_is_told() {
        Told told = new Told();
        Scope.run(() -> new Trainer(recipes().get(1), IMAGES)
                .train(Toy.net(1), Optional.empty(), () -> false, state -> {}, told));
        assertThat(told.lines)
                .containsExactly(
                        "step 1/9",
                        "step 2/9",
                        "step 3/9",
                        "epoch 1/3",
                        "step 4/9",
                        "step 5/9",
                        "step 6/9",
                        "epoch 2/3",
                        "step 7/9",
                        "step 8/9",
                        "step 9/9",
                        "epoch 3/3");
    }

    @Test
    void training_holds_no_more_tensors_from_step_to_step() {
        Set<Long> live = new HashSet<>();
        Scheme counting = step -> {
            live.add(Torch.liveTensors());
            return CE_A.loss(step);
        };
        train(
                recipe(Trainable.ALL, counting, sgd(), new LastEpoch(), Set.of()),
                Optional.empty(),
                () -> false,
                state -> {});
        assertThat(live).hasSize(1);
    }

    @Test
    void nor_from_epoch_to_epoch_with_batch_normalisation_folded_for_validation() {
        List<Long> live = new ArrayList<>();
        Scheme counting = step -> {
            if (step.epochs() == Math.rint(step.epochs())) {
                live.add(Torch.liveTensors());
            }
            return new Ce().loss(step);
        };
        Recipe recipe = recipe(Trainable.ALL, counting, sgd(), new BestEpoch(Criterion.ROBUST_ACCURACY), Set.of());
        Scope.run(() -> new Trainer(recipe, IMAGES)
                .train(
                        Toy.net(Architecture.RESNET20, 1, 0),
                        Optional.empty(),
                        () -> false,
                        state -> {},
                        TrainingListener.SILENT));
        assertThat(live).hasSize(3);
        // the first epoch is copied as the best
        assertThat(live.get(2)).isEqualTo(live.get(1));
    }

    @Test
    void a_resumed_training_lets_go_of_the_state_that_it_was_read_from() {
        Path file = folder.resolve("half");
        int[] asked = {-1};
        Recipe recipe = recipes().get(0);
        train(recipe, Optional.empty(), () -> ++asked[0] == 4, state -> StateFile.write(state, file));
        Scope.run(() -> {
            TrainingState state = StateFile.read(file);
            new Trainer(recipe, IMAGES)
                    .train(Toy.net(1), Optional.of(state), () -> true, saved -> {}, TrainingListener.SILENT);
            assertThat(state.tensors().values()).allMatch(Tensor::isClosed);
        });
    }

    @Test
    void an_epoch_whose_validation_loss_is_no_number_is_never_the_best() {
        int[] validations = {0};
        Scheme brokenAtFirst = brokenInValidation(() -> validations[0]++ < 1);
        Recipe recipe = recipe(Trainable.ALL, brokenAtFirst, sgd(), new BestEpoch(Criterion.LOSS), Set.of());
        assertThat(train(recipe, Optional.empty(), () -> false, state -> StateFile.write(state, folder.resolve("nan")))
                        .result())
                .isInstanceOfSatisfying(TrainingResult.Completed.class, completed -> assertThat(completed.chosen())
                        .isPositive());
        Recipe never =
                recipe(Trainable.ALL, brokenInValidation(() -> true), sgd(), new BestEpoch(Criterion.LOSS), Set.of());
        assertThat(train(never, Optional.empty(), () -> false, state -> StateFile.write(state, folder.resolve("nan")))
                        .result())
                .isInstanceOf(TrainingResult.Diverged.class);
    }

    private static Scheme brokenInValidation(BooleanSupplier broken) {
        return step ->
                new Ce().loss(step).mul(Double.isInfinite(step.epochs()) && broken.getAsBoolean() ? Double.NaN : 1);
    }

    @Test
    void a_state_of_something_else_is_refused() throws IOException {
        Path file = folder.resolve("other");
        Scope.run(() -> {
            StateFile.write(
                    new TrainingState(TrainingState.Position.START, Map.of("x", Tensor.of(new float[1], 1))), file);
        });
        assertThatThrownBy(() -> train(recipes().get(0), Optional.of(file), () -> false, state -> {}))
                .isInstanceOf(Failure.WrongInput.class)
                .hasMessageContaining("no tensor net.normalize.mean");
    }

    @Test
    void no_test_image_can_be_reached_from_a_training() {
        Set<Class<?>> types = new HashSet<>();
        for (Constructor<?> constructor : Trainer.class.getConstructors()) {
            types.addAll(List.of(constructor.getParameterTypes()));
        }
        for (Method method : Trainer.class.getMethods()) {
            types.addAll(List.of(method.getParameterTypes()));
        }
        for (RecordComponent component : Recipe.class.getRecordComponents()) {
            types.add(component.getType());
        }
        assertThat(types).doesNotContain(Domain.class).contains(Images.class);
        assertThat(Trainer.class.getConstructors()).hasSize(1);
        assertThat(Arrays.stream(Trainer.class.getConstructors()[0].getParameterTypes())
                        .filter(Images.class::equals))
                .hasSize(1);
    }

    private static float[] headAfter(Scheme scheme) {
        float[][] weights = new float[1][];
        Scope.run(() -> {
            Net net = Toy.net(1);
            new Trainer(recipe(Trainable.HEAD, scheme, sgd(), new LastEpoch(), Set.of()), IMAGES)
                    .train(net, Optional.empty(), () -> false, state -> {}, TrainingListener.SILENT);
            weights[0] = net.state().get("fc.weight").floats();
        });
        return weights[0];
    }

    private static Ended train(
            Recipe recipe, Optional<Path> before, BooleanSupplier stop, Consumer<TrainingState> save) {
        Ended[] ended = new Ended[1];
        Scope.run(() -> {
            Net net = Toy.net(1);
            TrainingResult result = new Trainer(recipe, IMAGES)
                    .train(net, before.map(StateFile::read), stop, save, TrainingListener.SILENT);
            ended[0] = new Ended(result, Toy.bits(net));
        });
        return ended[0];
    }

    /** 25 images, 5 held out, 3 epochs of batches of 8, 8 and 4. */
    private static Recipe recipe(
            Trainable part, Scheme scheme, OptimizerSpec optimizer, Checkpoint.Choice keep, Set<Augmentation> augment) {
        return new Recipe(part, scheme, training(optimizer, keep, 3, 8), threat(), .2, augment, 1, "toy");
    }

    private static Training training(OptimizerSpec optimizer, Checkpoint.Choice keep, int epochs, int batchSize) {
        return new Training(epochs, batchSize, optimizer, ScheduleSpec.of(new Cosine()), Checkpoint.of(keep));
    }

    private static Threat threat() {
        return new Threat(Norm.LINF, Fraction.of("0.05"));
    }

    private static OptimizerSpec sgd() {
        return OptimizerSpec.of(new SgdSpec(Fraction.of("0.05"), Fraction.of("0.9"), Fraction.of("0.0005")));
    }

    private static OptimizerSpec adamW() {
        return OptimizerSpec.of(
                new AdamWSpec(Fraction.of("0.01"), Fraction.of("0.01"), Fraction.of("0.9"), Fraction.of("0.999")));
    }
}
