package io.robusttransfer.worker.transferability;

import static io.robusttransfer.worker.transferability.Embedded.F;
import static io.robusttransfer.worker.transferability.Embedded.SIX;
import static io.robusttransfer.worker.transferability.Embedded.THETA;
import static io.robusttransfer.worker.transferability.Embedded.Y;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.hipparchus.linear.MatrixUtils;
import org.hipparchus.linear.RealMatrix;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Vectors computed by a direct formula. */
class ScoreTest {
    private static Embedding labelled(int... y) {
        return new Embedding(F, THETA, y);
    }

    private static Embedding sure(int... z) {
        return new Embedding(F, Embedded.oneHot(z, 3), Y);
    }

    /** One feature of three images for each class. */
    private static Embedding line(double... values) {
        return new Embedding(MatrixUtils.createColumnRealMatrix(values), THETA, Y);
    }

    @Test
    void leep_goes_by_way_of_the_source_s_classes() {
        assertThat(new Leep().of(SIX)).isCloseTo(-.468626444362, within(1e-12));
    }

    @Test
    void leep_leaves_out_a_source_class_that_no_image_can_have() {
        // as if there were no third class: all are sure, and z says y
        assertThat(new Leep().of(sure(0, 0, 0, 1, 1, 1))).isEqualTo(0);
    }

    @Test
    void nce_is_what_is_left_to_know_of_the_label() {
        assertThat(new Nce().of(SIX)).isCloseTo(0, within(1e-15));
        assertThat(new Nce().of(sure(0, 0, 1, 1, 2, 2))).isCloseTo(-.231049060187, within(1e-12));
    }

    @Test
    void h_score_is_the_share_of_the_variance_that_lies_between_classes() {
        assertThat(new HScore().of(SIX)).isCloseTo(.925925925926, within(1e-12));
    }

    @Test
    void logme_is_the_highest_evidence() {
        assertThat(new LogMe().of(SIX)).isCloseTo(-.990027711985, within(1e-12));
    }

    /** α and β of each class at its maximum, and ln N(y; 0, I/β + ff'/α) / N there and beside it. */
    @ParameterizedTest
    @CsvSource({"0, 18.4961611, 3.0283479, -.989851615018", "1, 8.3222416, 3.6719358, -.990203808952"})
    void logme_is_the_evidence_of_a_gaussian_at_its_highest(int label, double alpha, double beta, double highest) {
        assertThat(evidence(label, alpha, beta)).isCloseTo(highest, within(1e-12));
        for (double factor : new double[] {.9, 1.1}) {
            assertThat(evidence(label, alpha * factor, beta)).isLessThan(highest - 1e-5);
            assertThat(evidence(label, alpha, beta * factor)).isLessThan(highest - 1e-5);
        }
    }

    private static double evidence(int label, double alpha, double beta) {
        return Evidence.of(F, Embedded.oneHot(Y, 2).getColumnVector(label), alpha, beta);
    }

    @Test
    void logme_of_features_that_are_0_is_the_evidence_of_noise_alone() {
        Embedding none = new Embedding(F.scalarMultiply(0), THETA, Y);
        assertThat(new LogMe().of(none)).isCloseTo(-Math.log(2 * Math.PI * Math.E / 2) / 2, within(1e-12));
    }

    @ParameterizedTest
    @CsvSource({"1e-4, .066672418910", "1, .005285727888"})
    void transrate_is_what_labels_save(double distortion, double rate) {
        assertThat(new TransRate(distortion).of(SIX)).isCloseTo(rate, within(1e-11));
    }

    @Test
    void transrate_weighs_classes_by_their_shares() {
        assertThat(new TransRate(1e-4).of(labelled(0, 0, 0, 0, 1, 1))).isCloseTo(.182395966797, within(1e-11));
    }

    @Test
    void gbc_is_the_overlap_of_classes() {
        assertThat(new Gbc().of(SIX)).isCloseTo(-.118983156542, within(1e-12));
        // N(0, 1) and N(2, 1)
        assertThat(new Gbc().of(line(-1, 0, 1, 1, 2, 3))).isCloseTo(-1.213061319425, within(1e-12));
    }

    @Test
    void gbc_has_a_value_where_a_class_does_not_vary() {
        double overlap = new Gbc().of(line(0, 0, 0, 1, 2, 3));
        assertThat(overlap).isLessThan(0).isGreaterThan(new Gbc().of(line(-1, 0, 1, 1, 2, 3)));
    }

    @Test
    void cka_is_the_cosine_of_two_ways_to_compare_images() {
        assertThat(LinearCka.of(F, THETA)).isCloseTo(.724121201574, within(1e-12));
        assertThat(LinearCka.of(F, MatrixUtils.createColumnRealMatrix(new double[] {1, 2, 3, 4, 5, 7})))
                .isCloseTo(.529841008698, within(1e-12));
        assertThat(new LinearCka().of(SIX)).isCloseTo(LinearCka.of(F, Embedded.oneHot(Y, 2)), within(1e-15));
    }

    @Test
    void an_f_that_is_the_same_for_every_image_has_the_worst_scores_and_no_cka() {
        Embedding same = new Embedding(F.scalarMultiply(0).scalarAdd(3), THETA, Y);
        assertThat(new HScore().of(same)).isZero();
        assertThat(new TransRate(1e-4).of(same)).isZero();
        assertThat(new Gbc().of(same)).isEqualTo(-2);
        assertThat(new LinearCka().of(same)).isNaN();
    }

    @Test
    void features_that_are_the_labels_have_the_best_scores() {
        Embedding best = new Embedding(Embedded.oneHot(Y, 2), Embedded.oneHot(Y, 3), Y);
        assertThat(new Leep().of(best)).isZero();
        assertThat(new Nce().of(best)).isZero();
        assertThat(new HScore().of(best)).isCloseTo(1, within(1e-12));
        assertThat(new LinearCka().of(best)).isCloseTo(1, within(1e-12));
        assertThat(new Gbc().of(best)).isCloseTo(0, within(1e-12));
    }

    /** A third feature, the mean of two others, as f computes it: what differs from that mean is rounding. */
    @Test
    void the_rounding_of_32_bit_features_is_no_direction_of_its_own() {
        Embedding drawn = Embedded.drawn(3);
        RealMatrix two = drawn.f().getSubMatrix(0, drawn.count() - 1, 0, 1);
        RealMatrix three = MatrixUtils.createRealMatrix(drawn.count(), 3);
        for (int i = 0; i < drawn.count(); i++) {
            three.setRow(i, new double[] {
                two.getEntry(i, 0), two.getEntry(i, 1), (float) ((two.getEntry(i, 0) + two.getEntry(i, 1)) / 2)
            });
        }
        assertThat(new HScore().of(new Embedding(three, drawn.theta(), drawn.y())))
                .isCloseTo(new HScore().of(new Embedding(two, drawn.theta(), drawn.y())), within(1e-6));
    }

    @Test
    void features_that_are_no_numbers_are_seen_as_such() {
        RealMatrix broken = F.copy();
        broken.setEntry(2, 1, Double.NaN);
        assertThat(new Embedding(broken, THETA, Y).isFinite()).isFalse();
        assertThat(SIX.isFinite()).isTrue();
    }

    @Test
    void as_many_features_as_labels_are_asked_for() {
        assertThatThrownBy(() -> labelled(0, 1)).hasMessageContaining("6 features and 6 probabilities for 2 labels");
    }
}
