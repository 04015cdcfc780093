package io.robusttransfer.worker.scheme;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.robusttransfer.worker.Toy;
import io.robusttransfer.worker.certify.LipschitzBound;
import io.robusttransfer.worker.model.Batch;
import io.robusttransfer.worker.model.Net;
import io.robusttransfer.worker.model.SpectralNorm;
import io.robusttransfer.worker.random.Stream;
import io.robusttransfer.worker.tensor.OnTorch;
import io.robusttransfer.worker.tensor.Tensor;
import org.junit.jupiter.api.Test;

@OnTorch
class LipschitzTest {
    private static final Lipschitz HALF = new Lipschitz(SpectralNorm.ofMaps(.5), 1);

    @Test
    void a_margin_is_what_the_right_logit_leads_by() {
        Tensor logits = Tensor.of(new float[] {2, 1, 0, .5f, 1, 1.5f, -1, -3, -2}, 3, 3);
        Tensor y = Tensor.of(new long[] {0, 1, 0}, 3);
        assertThat(Lipschitz.margins(logits, y).floats()).containsExactly(1, -.5f, 1);
    }

    @Test
    void the_loss_is_the_mean_of_what_margins_want_of_m() {
        Net net = Toy.net(0).with(HALF.needs().own(), Stream.of("own parts"));
        Batch batch = Batch.of(Toy.images(12));
        double[][] logits = Plain.rows(net.logits(batch.x()));
        double sum = 0;
        for (int i = 0; i < 12; i++) {
            double others = Double.NEGATIVE_INFINITY;
            for (int j = 0; j < 3; j++) {
                others = j == i % 3 ? others : Math.max(others, logits[i][j]);
            }
            sum += Math.max(0, 1 - (logits[i][i % 3] - others));
        }
        Step step = Step.of(net, batch.x(), batch.y(), new Step.Clock(0, 0, 0));
        assertThat(HALF.loss(step).item()).isCloseTo(sum / 12, within(1e-6));
    }

    @Test
    void images_that_lead_by_m_cost_nothing() {
        Net net = Toy.net(0).with(HALF.needs().own(), Stream.of("own parts"));
        Batch batch = Batch.of(Toy.images(12));
        Step step = Step.of(net, batch.x(), net.logits(batch.x()).argMax(1), new Step.Clock(0, 0, 0));
        assertThat(new Lipschitz(SpectralNorm.ofMaps(.5), 1e-9).loss(step).item())
                .isZero();
    }

    /** Four layers of norm c between pixels and features, and a normalisation that divides by .2. */
    @Test
    void f_moves_by_at_most_c_to_the_power_of_its_layers_over_the_deviation_of_its_images() {
        Net net = Toy.net(0).with(HALF.needs().own(), Stream.of("own parts"));
        assertThat(LipschitzBound.of(net).constant()).isBetween(Math.pow(.5, 4) / .2, Math.pow(.5, 4) / .2 * 1.05);
    }
}
