package io.robusttransfer.worker.scheme;

import static org.assertj.core.api.Assertions.assertThat;

import io.robusttransfer.crds.api.Architecture;
import io.robusttransfer.crds.api.Norm;
import io.robusttransfer.worker.Toy;
import io.robusttransfer.worker.attack.Pgd;
import io.robusttransfer.worker.model.Batch;
import io.robusttransfer.worker.model.Net;
import io.robusttransfer.worker.model.Trainable;
import io.robusttransfer.worker.tensor.OnTorch;
import io.robusttransfer.worker.tensor.Scope;
import java.util.List;
import org.junit.jupiter.api.Test;

@OnTorch
class FullTest {
    @Test
    void the_loss_is_that_of_the_scheme_inside() {
        for (Scheme inner : List.of(new Ce(), new CeN(.25), new CeA(new Pgd(Norm.LINF, .1, .05, 3, true), 2))) {
            assertThat(loss(new Full(inner))).isEqualTo(loss(inner));
        }
    }

    private static double loss(Scheme scheme) {
        return Scope.value(() -> {
            Batch batch = Batch.of(Toy.images(9));
            return scheme.loss(Step.of(Toy.trained(0), batch.x(), batch.y(), new Step.Clock(3, 5, 1)))
                    .item();
        });
    }

    @Test
    void all_of_f_is_trained_and_batch_normalisation_goes_by_the_batch() {
        Scope.run(() -> {
            Scheme full = new Full(new Ce());
            Net net = Toy.net(Architecture.RESNET20, 1, 0);
            Net live = net.training(full.trains(Trainable.HEAD, 0, 3));
            Batch batch = Batch.of(Toy.images(6));
            full.loss(Step.of(live, batch.x(), batch.y(), new Step.Clock(3, 5, 0)));
            assertThat(live.parameters().keySet())
                    .contains("conv1.weight", "bn1.weight", "layer3.2.bn2.bias", "fc.weight");
            assertThat(net.state().get("bn1.num_batches_tracked").item()).isEqualTo(1);
        });
    }
}
