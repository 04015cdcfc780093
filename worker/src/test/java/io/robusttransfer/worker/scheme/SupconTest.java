package io.robusttransfer.worker.scheme;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.robusttransfer.crds.api.Architecture;
import io.robusttransfer.worker.Toy;
import io.robusttransfer.worker.model.Batch;
import io.robusttransfer.worker.model.Net;
import io.robusttransfer.worker.model.OwnParts;
import io.robusttransfer.worker.model.Projector;
import io.robusttransfer.worker.model.Trainable;
import io.robusttransfer.worker.random.Stream;
import io.robusttransfer.worker.tensor.Device;
import io.robusttransfer.worker.tensor.OnTorch;
import io.robusttransfer.worker.tensor.Scope;
import io.robusttransfer.worker.tensor.Tensor;
import io.robusttransfer.worker.tensor.Torch;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

@OnTorch
class SupconTest {
    /** (cos a, sin a) in degrees. */
    private static Tensor circle(double... degrees) {
        return Tensor.of(
                Arrays.stream(degrees)
                        .flatMap(a ->
                                Arrays.stream(new double[] {Math.cos(Math.toRadians(a)), Math.sin(Math.toRadians(a))}))
                        .toArray(),
                degrees.length,
                2);
    }

    private static double contrast(Tensor u, double temperature, long... labels) {
        return Supcon.contrast(u, Tensor.of(labels, labels.length), temperature).item();
    }

    @ParameterizedTest
    @CsvSource({".5, .283931530568", "1, .539262685944", ".1, .040861014074", ".07, .020108325774"})
    void loss_of_four_published_points(double temperature, double expected) {
        Scope.run(() -> assertThat(contrast(circle(0, 30, 120, 200), temperature, 0, 0, 1, 1))
                .isCloseTo(expected, within(1e-11)));
    }

    @Test
    void an_anchor_without_a_positive_is_left_out_and_the_mean_over_positives_stands_outside_the_logarithm() {
        Scope.run(() ->
                assertThat(contrast(circle(0, 30, 120, 200), .5, 0, 0, 0, 1)).isCloseTo(1.342460009872, within(1e-11)));
    }

    @Test
    void equal_points_lose_the_logarithm_of_the_others_and_opposite_classes_next_to_nothing() {
        Scope.run(() -> {
            assertThat(contrast(circle(7, 7, 7, 7), .5, 0, 0, 1, 1)).isCloseTo(Math.log(3), within(1e-12));
            assertThat(contrast(circle(0, 0, 180, 180), .5, 0, 0, 1, 1)).isCloseTo(.035976299748, within(1e-11));
        });
    }

    @Property(tries = 20)
    void rotation_and_the_order_of_samples_change_nothing(@ForAll @IntRange(max = 359) int angle) {
        Torch.start(Device.CPU);
        Scope.run(() -> {
            double plain = contrast(circle(0, 30, 120, 200), .5, 0, 0, 1, 1);
            assertThat(contrast(circle(angle, 30 + angle, 120 + angle, 200 + angle), .5, 0, 0, 1, 1))
                    .isCloseTo(plain, within(1e-12));
            assertThat(contrast(circle(120, 0, 200, 30), .5, 1, 0, 1, 0)).isCloseTo(plain, within(1e-12));
        });
    }

    @ParameterizedTest
    @EnumSource(Architecture.class)
    void the_loss_is_that_of_the_projections_of_two_different_views(Architecture architecture) {
        Scope.run(() -> {
            Net net = Toy.net(architecture, 1, 0).with(OwnParts.of(new Projector(16)), Stream.of("projector"));
            Net same = net.copy();
            Batch batch = Batch.of(Toy.images(6));
            Tensor other = batch.x().mul(.5).add(.3);
            double t = .5;
            double loss = new Supcon(t)
                    .loss(new Step(
                            net.training(Trainable.EXTRACTOR),
                            new TwoViews(batch.x(), other),
                            batch.y(),
                            new Step.Clock(3, 5, 0)))
                    .item();

            Net live = same.training(Trainable.EXTRACTOR);
            double[][] p = Plain.rows(live.projected(live.f(Tensor.cat(List.of(batch.x(), other), 0))));
            long[] y = batch.y().longs();
            double sum = 0;
            for (int i = 0; i < 12; i++) {
                double others = 0;
                for (int a = 0; a < 12; a++) {
                    others += a == i ? 0 : Math.exp(Plain.cosine(p[i], p[a]) / t);
                }
                double ofPositives = 0;
                int positives = 0;
                for (int a = 0; a < 12; a++) {
                    if (a != i && y[a % 6] == y[i % 6]) {
                        ofPositives += Math.log(Math.exp(Plain.cosine(p[i], p[a]) / t) / others);
                        positives++;
                    }
                }
                sum -= ofPositives / positives;
            }
            assertThat(loss).isCloseTo(sum / 12, within(1e-5));
        });
    }

    @Test
    void a_vector_of_nothing_has_no_direction_and_no_infinite_gradient() {
        Scope.run(() -> {
            Tensor unit = Supcon.unit(Tensor.of(new float[] {0, 0, 3, 4}, 2, 2));
            assertThat(unit.floats()).containsExactly(new float[] {0, 0, .6f, .8f}, within(1e-6f));
        });
    }

    @Test
    void both_views_share_one_forward_and_the_head_is_not_trained() {
        Scope.run(() -> {
            Net net = Toy.net(Architecture.RESNET20, 1, 0)
                    .with(new Supcon(.1).needs().own(), Stream.of("projector"));
            Batch batch = Batch.of(Toy.images(6));
            Scheme supcon = new Supcon(.1);
            Net live = net.training(supcon.trains(Trainable.ALL, 0, 1));
            double loss = supcon.loss(Step.of(live, net, supcon.needs(), batch.x(), batch.y(), new Step.Clock(3, 5, 0)))
                    .item();
            assertThat(loss).isPositive();
            assertThat(net.state().get("bn1.num_batches_tracked").item()).isEqualTo(1);
            assertThat(live.parameters().keySet())
                    .doesNotContain("fc.weight")
                    .containsAll(List.of("conv1.weight", "projector.0.weight", "projector.2.bias"));
            assertThat(net.exportedExtractor().keySet()).noneMatch(name -> name.startsWith("projector"));
        });
    }
}
