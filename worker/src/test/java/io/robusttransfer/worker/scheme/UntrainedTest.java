package io.robusttransfer.worker.scheme;

import static org.assertj.core.api.Assertions.assertThat;

import io.robusttransfer.crds.api.Checkpoint;
import io.robusttransfer.crds.api.LastEpoch;
import io.robusttransfer.crds.api.Training;
import io.robusttransfer.worker.Toy;
import io.robusttransfer.worker.model.Net;
import io.robusttransfer.worker.model.Trainable;
import io.robusttransfer.worker.tensor.OnTorch;
import io.robusttransfer.worker.tensor.Scope;
import io.robusttransfer.worker.train.Epoch;
import io.robusttransfer.worker.train.Recipe;
import io.robusttransfer.worker.train.Trainer;
import io.robusttransfer.worker.train.TrainingListener;
import io.robusttransfer.worker.train.TrainingResult;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

@OnTorch
class UntrainedTest {
    @Test
    void f_keeps_its_first_weights_and_counts_as_what_was_made() {
        Scope.run(() -> {
            Training none = new Training(
                    0, 2, Training.SOURCE.optimizer(), Training.SOURCE.schedule(), Checkpoint.of(new LastEpoch()));
            Recipe recipe = new Recipe(Trainable.ALL, new Untrained(), none, null, 0, Set.of(), 1, "toy");
            Net net = Toy.net(0);
            Map<String, String> before = Toy.bits(net);
            TrainingResult result = new Trainer(recipe, Toy.images(9))
                    .train(net, Optional.empty(), () -> false, state -> {}, new TrainingListener() {
                        @Override
                        public void step(long done, long all, double loss) {
                            throw new AssertionError("a step");
                        }

                        @Override
                        public void epoch(Epoch epoch, int all) {
                            throw new AssertionError("an epoch");
                        }
                    });
            assertThat(result).isEqualTo(new TrainingResult.Completed(List.of(), -1));
            assertThat(Toy.bits(net)).isEqualTo(before);
            assertThat(recipe.movesExtractor()).isTrue();
            assertThat(recipe.fitsHead()).isFalse();
        });
    }
}
