package io.robusttransfer.worker.scheme;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.robusttransfer.crds.api.Architecture;
import io.robusttransfer.crds.api.Checkpoint;
import io.robusttransfer.crds.api.Cosine;
import io.robusttransfer.crds.api.Fraction;
import io.robusttransfer.crds.api.LastEpoch;
import io.robusttransfer.crds.api.OptimizerSpec;
import io.robusttransfer.crds.api.ScheduleSpec;
import io.robusttransfer.crds.api.SgdSpec;
import io.robusttransfer.crds.api.Training;
import io.robusttransfer.worker.Toy;
import io.robusttransfer.worker.attack.CrossEntropy;
import io.robusttransfer.worker.model.Batch;
import io.robusttransfer.worker.model.Net;
import io.robusttransfer.worker.model.OwnParts;
import io.robusttransfer.worker.model.Reparametrisation;
import io.robusttransfer.worker.model.Trainable;
import io.robusttransfer.worker.random.Stream;
import io.robusttransfer.worker.tensor.Grad;
import io.robusttransfer.worker.tensor.OnTorch;
import io.robusttransfer.worker.tensor.Scope;
import io.robusttransfer.worker.tensor.Tensor;
import io.robusttransfer.worker.train.Recipe;
import io.robusttransfer.worker.train.StateFile;
import io.robusttransfer.worker.train.Trainer;
import io.robusttransfer.worker.train.TrainingListener;
import io.robusttransfer.worker.train.TrainingResult;
import io.robusttransfer.worker.train.TrainingState;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A scheme may bring a second set of batch normalisations, for images whose statistics are others. */
@OnTorch
class SecondNormsTest {
    private static final Scheme TWO = new Two();

    @TempDir
    private Path folder;

    /** Cross-entropy of images by the first set, and of dark ones by the second. */
    private static final class Two implements Scheme {
        @Override
        public Tensor loss(Step s) {
            Tensor dark = s.x().mul(.2);
            Tensor first = CrossEntropy.perImage(s.net().logits(s.x()), s.y());
            return first.add(CrossEntropy.perImage(s.net().secondNorms().logits(dark), s.y()))
                    .mean();
        }

        @Override
        public Needs needs() {
            return new Needs(
                    false, false, false, Map.of(), new OwnParts(Optional.empty(), true, Reparametrisation.NONE));
        }
    }

    private static Net net() {
        return Toy.net(Architecture.RESNET20, 1, 0).with(TWO.needs().own(), Stream.of("own parts"));
    }

    @Test
    void each_set_sees_the_statistics_of_its_own_images_and_has_gradients_of_its_own() {
        Scope.run(() -> {
            Net net = net();
            Net live = net.training(Trainable.ALL);
            Batch batch = Batch.of(Toy.images(6));
            Step step = Step.of(live, batch.x(), batch.y(), new Step.Clock(3, 5, 0));
            Grad.Result result = Grad.of(() -> TWO.loss(step), live.leaves());
            int second = live.parameters().keySet().stream().toList().indexOf("second.bn1.weight");
            assertThat(result.gradients().get(second).abs().max().item()).isPositive();
            Map<String, Tensor> state = net.state();
            assertThat(state.get("bn1.num_batches_tracked").item()).isEqualTo(1);
            assertThat(state.get("second.bn1.num_batches_tracked").item()).isEqualTo(1);
            assertThat(state.get("second.bn1.running_var").floats())
                    .isNotEqualTo(state.get("bn1.running_var").floats());
        });
    }

    @Test
    void frozen_it_folds_the_second_set_and_what_is_exported_is_the_first() {
        Scope.run(() -> {
            Net net = net();
            trained(net, Optional.empty(), Integer.MAX_VALUE);
            Tensor x = Batch.of(Toy.images(6)).x();
            float[] plain = net.secondNorms().logits(x).floats();
            float[] folded = net.secondNorms().frozen().logits(x).floats();
            float[] foldedFirst = net.frozen().secondNorms().logits(x).floats();
            float[] ofTheFirst = net.logits(x).floats();
            for (int i = 0; i < plain.length; i++) {
                assertThat(folded[i]).isCloseTo(plain[i], within(1e-4f));
                assertThat(foldedFirst[i]).isEqualTo(folded[i]);
            }
            assertThat(ofTheFirst).isNotEqualTo(plain);
            assertThat(net.exportedExtractor().keySet()).noneMatch(name -> name.startsWith("second."));
            assertThat(net.exportedExtractor().get("bn1.weight").floats())
                    .isEqualTo(net.state().get("bn1.weight").floats());
        });
    }

    @Test
    void a_training_that_is_stopped_and_goes_on_ends_with_the_same_bits() {
        Scope.run(() -> {
            Net undisturbed = net();
            trained(undisturbed, Optional.empty(), Integer.MAX_VALUE);
            Net stopped = net();
            TrainingState half = trained(stopped, Optional.empty(), 3).orElseThrow();
            Net resumed = net();
            trained(resumed, Optional.of(half), Integer.MAX_VALUE);
            assertThat(Toy.bits(resumed)).isEqualTo(Toy.bits(undisturbed)).containsKey("second.bn1.running_mean");
        });
    }

    @Test
    void a_scheme_that_did_not_say_that_it_needs_them_is_told() {
        Scope.run(() -> assertThatThrownBy(
                        () -> Toy.net(Architecture.RESNET20, 1, 0).secondNorms())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("has to need them"));
    }

    /** Trains in place; the state before {@code stop} where it is reached. */
    private Optional<TrainingState> trained(Net net, Optional<TrainingState> before, int stop) {
        Training training = new Training(
                2,
                8,
                OptimizerSpec.of(new SgdSpec(Fraction.of("0.05"), Fraction.of("0.9"), Fraction.of("0.0005"))),
                ScheduleSpec.of(new Cosine()),
                Checkpoint.of(new LastEpoch()));
        Recipe recipe = new Recipe(Trainable.ALL, TWO, training, null, 0, Set.of(), 1, "toy");
        Path file = folder.resolve("state");
        int[] asked = {0};
        TrainingResult result = new Trainer(recipe, Toy.images(20))
                .train(
                        net,
                        before,
                        () -> asked[0]++ == stop,
                        state -> StateFile.write(state, file),
                        TrainingListener.SILENT);
        return result instanceof TrainingResult.Stopped ? Optional.of(StateFile.read(file)) : Optional.empty();
    }
}
