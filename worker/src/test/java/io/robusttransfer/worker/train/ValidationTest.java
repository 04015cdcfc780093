package io.robusttransfer.worker.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.robusttransfer.crds.api.BestEpoch;
import io.robusttransfer.crds.api.Checkpoint;
import io.robusttransfer.crds.api.Constant;
import io.robusttransfer.crds.api.Criterion;
import io.robusttransfer.crds.api.Fraction;
import io.robusttransfer.crds.api.LastEpoch;
import io.robusttransfer.crds.api.Norm;
import io.robusttransfer.crds.api.OptimizerSpec;
import io.robusttransfer.crds.api.ScheduleSpec;
import io.robusttransfer.crds.api.SgdSpec;
import io.robusttransfer.crds.api.Threat;
import io.robusttransfer.crds.api.Training;
import io.robusttransfer.worker.Toy;
import io.robusttransfer.worker.attack.CrossEntropy;
import io.robusttransfer.worker.attack.Pgd;
import io.robusttransfer.worker.data.Images;
import io.robusttransfer.worker.model.Batch;
import io.robusttransfer.worker.model.Net;
import io.robusttransfer.worker.model.Trainable;
import io.robusttransfer.worker.scheme.Ce;
import io.robusttransfer.worker.scheme.CeA;
import io.robusttransfer.worker.scheme.Scheme;
import io.robusttransfer.worker.tensor.OnTorch;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@OnTorch
class ValidationTest {
    private static final Images IMAGES = Toy.images(60);
    private static final int[] HELD =
            IntStream.range(0, 60).filter(row -> row % 7 < 3).toArray();
    private Net net;

    @BeforeEach
    void open() {
        net = Toy.trained(0);
    }

    @Test
    void accuracy_is_the_share_of_held_out_images_that_are_right() {
        Net raw = Toy.net(1);
        Batch batch = Batch.of(IMAGES, HELD);
        long[] predicted = raw.logits(batch.x()).argMax(1).longs();
        long right = IntStream.range(0, HELD.length)
                .filter(i -> predicted[i] == IMAGES.labels()[HELD[i]])
                .count();
        assertThat(of(new BestEpoch(Criterion.ACCURACY), new Ce()).of(raw)).isEqualTo((double) right / HELD.length);
    }

    @Test
    void robust_accuracy_lies_between_nothing_and_clean_accuracy() {
        double clean = of(new BestEpoch(Criterion.ACCURACY), new Ce()).of(net);
        double robust = of(new BestEpoch(Criterion.ROBUST_ACCURACY), new Ce()).of(net);
        assertThat(robust).isStrictlyBetween(0., clean);
    }

    @Test
    void loss_is_the_scheme_s_mean_over_held_out_images_whatever_the_batch() {
        Batch batch = Batch.of(IMAGES, HELD);
        double expected =
                CrossEntropy.perImage(net.logits(batch.x()), batch.y()).mean().item();
        assertThat(of(new BestEpoch(Criterion.LOSS), new Ce()).of(net)).isCloseTo(expected, within(1e-6));
    }

    @Test
    void loss_of_a_scheme_that_warms_up_is_measured_in_the_whole_ball() {
        Pgd attack = new Pgd(Norm.LINF, .1, .03, 3, true);
        Double warming = of(new BestEpoch(Criterion.LOSS), new CeA(attack, 5)).of(net);
        assertThat(warming)
                .isEqualTo(of(new BestEpoch(Criterion.LOSS), new CeA(attack, 0)).of(net));
        assertThat(warming)
                .isGreaterThan(of(new BestEpoch(Criterion.LOSS), new Ce()).of(net));
    }

    @Test
    void a_measure_is_the_same_in_every_epoch_that_the_net_is() {
        for (Criterion measure : Criterion.values()) {
            Validation validation = of(new BestEpoch(measure), new CeA(new Pgd(Norm.LINF, .1, .03, 3, true), 5));
            assertThat(validation.of(net)).isEqualTo(validation.of(net));
        }
    }

    @Test
    void a_lower_loss_and_a_higher_accuracy_are_better() {
        assertThat(of(new BestEpoch(Criterion.LOSS), new Ce()).improves(1, 2)).isTrue();
        assertThat(of(new BestEpoch(Criterion.LOSS), new Ce()).improves(2, 2)).isFalse();
        assertThat(of(new BestEpoch(Criterion.ACCURACY), new Ce()).improves(.2, .1))
                .isTrue();
        assertThat(of(new BestEpoch(Criterion.ROBUST_ACCURACY), new Ce()).improves(.1, .1))
                .isFalse();
    }

    @Test
    void where_the_last_is_kept_clean_accuracy_is_told_and_nothing_where_nothing_is_held_out() {
        Validation last = of(new LastEpoch(), new Ce());
        assertThat(last.of(net))
                .isEqualTo(of(new BestEpoch(Criterion.ACCURACY), new Ce()).of(net));
        assertThat(new Validation(last.recipe(), IMAGES, new int[0], net).of(net))
                .isNull();
    }

    private Validation of(Checkpoint.Choice keep, Scheme scheme) {
        Training training = new Training(
                1,
                10,
                OptimizerSpec.of(new SgdSpec(Fraction.of("1"), Fraction.of("0"), Fraction.of("0"))),
                ScheduleSpec.of(new Constant()),
                Checkpoint.of(keep));
        Threat threat = new Threat(Norm.LINF, Fraction.of("0.15"));
        return new Validation(
                new Recipe(Trainable.ALL, scheme, training, threat, .4, Set.of(), 1, "toy"), IMAGES, HELD, net);
    }
}
