package io.robusttransfer.worker.scheme;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.robusttransfer.crds.api.Architecture;
import io.robusttransfer.crds.api.Norm;
import io.robusttransfer.worker.Toy;
import io.robusttransfer.worker.attack.Pgd;
import io.robusttransfer.worker.model.Batch;
import io.robusttransfer.worker.model.Net;
import io.robusttransfer.worker.model.OwnParts;
import io.robusttransfer.worker.model.Projector;
import io.robusttransfer.worker.model.Trainable;
import io.robusttransfer.worker.random.Stream;
import io.robusttransfer.worker.tensor.OnTorch;
import io.robusttransfer.worker.tensor.Scope;
import io.robusttransfer.worker.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the contrastive schemes do to the views that supcon compares, and with which labels. */
@OnTorch
class ContrastiveTest {
    private static final double T = .5;
    private static final Pgd ATTACK = new Pgd(Norm.LINF, .1, .05, 3, true);

    @Test
    void nt_xent_of_four_published_points_in_pairs() {
        // angles 0, 30, 120, 200 degrees, the pairs (0, 1) and (2, 3); here views come one after the other
        Scope.run(() -> {
            double[] angles = {0, 120, 30, 200};
            double[] points = new double[8];
            for (int i = 0; i < 4; i++) {
                points[2 * i] = Math.cos(Math.toRadians(angles[i]));
                points[2 * i + 1] = Math.sin(Math.toRadians(angles[i]));
            }
            Tensor images = Tensor.of(new long[] {0, 1, 0, 1}, 4);
            assertThat(Supcon.contrast(Tensor.of(points, 4, 2), images, T).item())
                    .isCloseTo(.283931530568, within(1e-11));
        });
    }

    @ParameterizedTest
    @EnumSource(Architecture.class)
    void simclr_takes_the_other_view_of_an_image_alone_as_its_positive(Architecture architecture) {
        Scope.run(() -> {
            Fixture fixture = new Fixture(architecture);
            double loss = fixture.loss(new Simclr(T));
            double[][] u = fixture.projections(fixture.one, fixture.other);
            double sum = 0;
            for (int i = 0; i < 12; i++) {
                double others = 0;
                for (int a = 0; a < 12; a++) {
                    others += a == i ? 0 : Math.exp(Plain.cosine(u[i], u[a]) / T);
                }
                sum -= Plain.cosine(u[i], u[(i + 6) % 12]) / T - Math.log(others);
            }
            assertThat(loss).isCloseTo(sum / 12, within(1e-5));
        });
    }

    @ParameterizedTest
    @EnumSource(Architecture.class)
    void supconN_is_supcon_of_views_with_noise_of_their_own(Architecture architecture) {
        Scope.run(() -> {
            Fixture fixture = new Fixture(architecture);
            double loss = fixture.loss(new SupconN(T, .3));
            Step step = fixture.step(fixture.one, fixture.other);
            Tensor noise = step.gaussian("noise");
            Tensor second = step.gaussian("noise of view 2");
            assertThat(noise.sub(second).abs().mean().item()).isGreaterThan(.5);
            assertThat(loss)
                    .isEqualTo(fixture.supcon(fixture.one.add(noise.mul(.3)), fixture.other.add(second.mul(.3))));
            assertThat(fixture.loss(new SupconN(T, 0))).isEqualTo(fixture.supcon(fixture.one, fixture.other));
        });
    }

    @ParameterizedTest
    @EnumSource(Architecture.class)
    void supconA_is_supcon_of_the_first_view_moved_against_the_second(Architecture architecture) {
        Scope.run(() -> {
            Fixture fixture = new Fixture(architecture);
            double loss = fixture.loss(new SupconA(T, ATTACK, 0));
            Net frozen = fixture.net.frozen();
            Tensor moved = ATTACK.maximise(
                    fixture.net,
                    fixture.one,
                    (net, x) -> contrast(net, x, fixture.other, fixture.batch.y()),
                    fixture.step(fixture.one, fixture.other).starts("attack"));
            assertThat(moved.sub(fixture.one).abs().max().item()).isBetween(.05, .1 + 1e-6);
            assertThat(contrast(frozen, moved, fixture.other, fixture.batch.y()).item())
                    .isGreaterThan(contrast(frozen, fixture.one, fixture.other, fixture.batch.y())
                            .item());
            assertThat(loss).isCloseTo(fixture.supcon(moved, fixture.other), within(1e-4));
        });
    }

    @Test
    void supconA_without_a_ball_is_supcon_and_its_ball_grows_in_a_line() {
        Scope.run(() -> {
            Fixture fixture = new Fixture(Architecture.SMALL_CNN);
            assertThat(fixture.loss(new SupconA(T, new Pgd(Norm.LINF, 0, 0, 3, true), 0)))
                    .isCloseTo(fixture.supcon(fixture.one, fixture.other), within(1e-6));
            // the fixture's step is one epoch into the training
            assertThat(fixture.loss(new SupconA(T, ATTACK, 4)))
                    .isEqualTo(fixture.loss(new SupconA(T, ATTACK.scaled(.25), 0)));
        });
    }

    @Test
    void all_views_share_one_forward_of_batch_normalisation() {
        for (Scheme scheme : List.of(new Simclr(T), new SupconN(T, .3), new SupconA(T, ATTACK, 0))) {
            Scope.run(() -> {
                Fixture fixture = new Fixture(Architecture.RESNET20);
                fixture.loss(scheme);
                assertThat(fixture.trained
                                .state()
                                .get("bn1.num_batches_tracked")
                                .item())
                        .isEqualTo(1);
            });
        }
    }

    private static Tensor contrast(Net net, Tensor x, Tensor other, Tensor y) {
        Tensor u = Supcon.unit(net.projected(net.f(Tensor.cat(List.of(x, other), 0))));
        return Supcon.contrast(u, Tensor.cat(List.of(y, y), 0), T);
    }

    /** Six images in two views. */
    private static final class Fixture {
        private final Net net;
        private final Batch batch = Batch.of(Toy.images(6));
        private final Tensor one = batch.x();
        private final Tensor other = batch.x().mul(.5).add(.3);
        private Net trained;

        Fixture(Architecture architecture) {
            net = Toy.net(architecture, 1, 0).with(OwnParts.of(new Projector(16)), Stream.of("projector"));
        }

        Step step(Tensor first, Tensor second) {
            trained = net.copy();
            return new Step(
                    trained.training(Trainable.EXTRACTOR),
                    new TwoViews(first, second),
                    batch.y(),
                    new Step.Clock(3, 5, 1));
        }

        double loss(Scheme scheme) {
            return scheme.loss(step(one, other)).item();
        }

        double supcon(Tensor first, Tensor second) {
            return new Supcon(T).loss(step(first, second)).item();
        }

        double[][] projections(Tensor first, Tensor second) {
            Net live = net.copy().training(Trainable.EXTRACTOR);
            return Plain.rows(live.projected(live.f(Tensor.cat(List.of(first, second), 0))));
        }
    }
}
