package io.robusttransfer.worker.scheme;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.robusttransfer.crds.api.AdamWSpec;
import io.robusttransfer.crds.api.Architecture;
import io.robusttransfer.crds.api.Augmentation;
import io.robusttransfer.crds.api.BestEpoch;
import io.robusttransfer.crds.api.Checkpoint;
import io.robusttransfer.crds.api.Constant;
import io.robusttransfer.crds.api.Criterion;
import io.robusttransfer.crds.api.Fraction;
import io.robusttransfer.crds.api.LastEpoch;
import io.robusttransfer.crds.api.OptimizerSpec;
import io.robusttransfer.crds.api.ScheduleSpec;
import io.robusttransfer.crds.api.Training;
import io.robusttransfer.worker.Toy;
import io.robusttransfer.worker.data.Images;
import io.robusttransfer.worker.model.Batch;
import io.robusttransfer.worker.model.Net;
import io.robusttransfer.worker.model.Trainable;
import io.robusttransfer.worker.tensor.OnTorch;
import io.robusttransfer.worker.tensor.Scope;
import io.robusttransfer.worker.tensor.Tensor;
import io.robusttransfer.worker.train.Recipe;
import io.robusttransfer.worker.train.Trainer;
import io.robusttransfer.worker.train.TrainingListener;
import io.robusttransfer.worker.train.TrainingResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@OnTorch
class LwfTest {
    private static final Images IMAGES = Toy.images(24);

    @Test
    void distance_of_published_features() {
        Scope.run(() -> {
            Tensor before = Tensor.of(new double[] {1, 2, 3, 0, 0, 0}, 2, 3);
            Tensor now = Tensor.of(new double[] {1, 1, 5, 1, -1, 1}, 2, 3);
            assertThat(Lwf.distance(now, before).mean().item()).isEqualTo(3.0);
        });
    }

    @ParameterizedTest
    @EnumSource(Architecture.class)
    void at_the_features_of_before_it_is_cross_entropy_with_batch_normalisation_too(Architecture architecture) {
        Scope.run(() -> {
            Net net = Toy.net(architecture, 1, 0);
            Batch batch = Batch.of(IMAGES);
            Scheme lwf = new Lwf(1000);
            Net live = net.training(lwf.trains(Trainable.HEAD, 2, 3));
            Step step = Step.of(live, net.copy(), lwf.needs(), batch.x(), batch.y(), new Step.Clock(3, 5, 0));
            assertThat(lwf.loss(step).item()).isEqualTo(new Ce().loss(step).item());
        });
    }

    @Test
    void a_third_of_the_epochs_train_the_head_alone() {
        Scheme lwf = new Lwf(.02);
        assertThat(lwf.trains(Trainable.HEAD, 0, 6)).isEqualTo(Trainable.HEAD);
        assertThat(lwf.trains(Trainable.HEAD, 1, 6)).isEqualTo(Trainable.HEAD);
        assertThat(lwf.trains(Trainable.HEAD, 2, 6)).isEqualTo(Trainable.allButNorms());
        assertThat(lwf.trains(Trainable.HEAD, 0, 3)).isEqualTo(Trainable.HEAD);
        // f moves in however short a training, or it were a head by ce under this name
        assertThat(lwf.trains(Trainable.HEAD, 0, 1)).isEqualTo(Trainable.allButNorms());
        assertThat(lwf.trains(Trainable.HEAD, 0, 2)).isEqualTo(Trainable.allButNorms());
    }

    @Test
    void f_stays_while_the_head_is_trained_then_moves_and_its_batch_normalisation_never_does() {
        Scope.run(() -> {
            Net net = Toy.net(Architecture.RESNET20, 1, 0);
            Map<String, String> before = Toy.bits(net);
            List<Map<String, String>> after = new ArrayList<>();
            train(net, new Lwf(.02), 3, after);
            assertThat(after.get(0)).containsEntry("conv1.weight", before.get("conv1.weight"));
            assertThat(after.get(0).get("fc.weight")).isNotEqualTo(before.get("fc.weight"));
            assertThat(after.get(1).get("conv1.weight")).isNotEqualTo(before.get("conv1.weight"));
            before.keySet().stream().filter(name -> name.contains("bn")).forEach(name -> assertThat(after.get(2))
                    .containsEntry(name, before.get(name)));
        });
    }

    @Test
    void a_larger_weight_holds_the_features_closer() {
        double loose = moved(0);
        double held = moved(.05);
        double tight = moved(100);
        assertThat(held).isLessThan(loose);
        assertThat(tight).isLessThan(held);
    }

    @Test
    void the_optimizer_starts_anew_where_f_begins_to_move() {
        // AdamW's first step is the learning rate along each gradient's sign, whatever came before
        Scope.run(() -> {
            Net net = Toy.net(0);
            int[] asked = {0};
            Tensor before = net.state().get("conv1.weight").copy();
            TrainingResult result = new Trainer(recipe(new Lwf(.02), 3, 24, Set.of()), IMAGES)
                    .train(net, Optional.empty(), () -> asked[0]++ == 2, state -> {}, TrainingListener.SILENT);
            assertThat(result).isEqualTo(new TrainingResult.Stopped(2));
            Tensor change = net.state().get("conv1.weight").sub(before).abs();
            assertThat(change.max().item()).isCloseTo(.01, within(1e-5));
        });
    }

    @Test
    void the_best_epoch_is_one_in_which_f_moves() {
        Scope.run(() -> {
            Training training = new Training(
                    6,
                    8,
                    recipe(new Lwf(.02), 6, 8, Set.of()).training().optimizer(),
                    new ScheduleSpec(new Constant(), null, null, null),
                    Checkpoint.of(new BestEpoch(Criterion.ACCURACY)));
            Recipe best = new Recipe(Trainable.HEAD, new Lwf(.02), training, null, .25, Set.of(), 1, "toy");
            TrainingResult result = new Trainer(best, IMAGES)
                    .train(Toy.trained(0), Optional.empty(), () -> false, state -> {}, TrainingListener.SILENT);
            assertThat(((TrainingResult.Completed) result).chosen()).isGreaterThanOrEqualTo(2);
        });
    }

    /** How far features move in three epochs. */
    private static double moved(double lambda) {
        return Scope.value(() -> {
            Net net = Toy.trained(0);
            Tensor x = Batch.of(IMAGES).x();
            Tensor before = net.f(x);
            train(net, new Lwf(lambda), 6, new ArrayList<>());
            return Lwf.distance(net.f(x), before).mean().item();
        });
    }

    private static void train(Net net, Scheme scheme, int epochs, List<Map<String, String>> after) {
        new Trainer(recipe(scheme, epochs, 8, Set.of(Augmentation.FLIP)), IMAGES)
                .train(net, Optional.empty(), () -> false, state -> after.add(Toy.bits(net)), TrainingListener.SILENT);
    }

    private static Recipe recipe(Scheme scheme, int epochs, int batchSize, Set<Augmentation> augment) {
        Training training = new Training(
                epochs,
                batchSize,
                OptimizerSpec.of(
                        new AdamWSpec(Fraction.of("0.01"), Fraction.of("0"), Fraction.of("0.9"), Fraction.of("0.999"))),
                ScheduleSpec.of(new Constant()),
                Checkpoint.of(new LastEpoch()));
        return new Recipe(Trainable.HEAD, scheme, training, null, 0, augment, 1, "toy");
    }
}
