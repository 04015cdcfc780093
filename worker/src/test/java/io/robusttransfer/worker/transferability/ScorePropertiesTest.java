package io.robusttransfer.worker.transferability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.robusttransfer.crds.api.TransferabilityScore;
import io.robusttransfer.worker.random.Stream;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.hipparchus.linear.MatrixUtils;
import org.hipparchus.linear.RealMatrix;

class ScorePropertiesTest {
    private static final int TRIES = 50;

    private static void same(Embedding one, Embedding other, Set<TransferabilityScore> scores) {
        for (TransferabilityScore score : scores) {
            double value = Score.of(score).of(one);
            assertThat(Score.of(score).of(other))
                    .as(score.toString())
                    .isCloseTo(value, within(1e-8 * Math.max(1, Math.abs(value))));
        }
    }

    private static void changed(Embedding one, Embedding other, TransferabilityScore score) {
        assertThat(Score.of(score).of(other))
                .as(score.toString())
                .isNotCloseTo(Score.of(score).of(one), within(1e-6));
    }

    private static Embedding mapped(Embedding seen, RealMatrix map) {
        return new Embedding(seen.f().multiply(map), seen.theta(), seen.y());
    }

    @Property(tries = TRIES)
    void neither_the_order_of_images_nor_what_classes_are_called_matters(@ForAll @IntRange(max = 1000) int seed) {
        Embedding seen = Embedded.drawn(seed);
        int[] order = Stream.of("order", seed).permutation(seen.count());
        int[] names = Stream.of("names", seed).permutation(Embedded.CLASSES);
        int[] sources = Stream.of("sources", seed).permutation(seen.theta().getColumnDimension());
        int[] features = IntStream.range(0, seen.f().getColumnDimension()).toArray();
        Embedding other = new Embedding(
                seen.f().getSubMatrix(order, features),
                seen.theta().getSubMatrix(order, sources),
                Arrays.stream(order).map(row -> 5 + names[seen.y()[row]]).toArray());
        same(seen, other, EnumSet.allOf(TransferabilityScore.class));
        changed(seen, new Embedding(seen.f(), seen.theta(), other.y()), TransferabilityScore.CKA);
    }

    @Property(tries = TRIES)
    void a_rotation_of_features_changes_gbc_alone(@ForAll @IntRange(max = 1000) int seed) {
        Embedding seen = Embedded.drawn(seed);
        Embedding rotated = mapped(seen, Embedded.rotation(5, seed));
        same(seen, rotated, EnumSet.complementOf(EnumSet.of(TransferabilityScore.GBC)));
        changed(seen, rotated, TransferabilityScore.GBC);
    }

    @Property(tries = TRIES)
    void one_factor_on_all_features_changes_transrate_alone(
            @ForAll @IntRange(max = 1000) int seed, @ForAll @DoubleRange(min = 2, max = 1000) double factor) {
        Embedding seen = Embedded.drawn(seed);
        Embedding larger = mapped(seen, MatrixUtils.createRealIdentityMatrix(5).scalarMultiply(factor));
        same(seen, larger, EnumSet.complementOf(EnumSet.of(TransferabilityScore.TRANSRATE)));
        changed(seen, larger, TransferabilityScore.TRANSRATE);
    }

    @Property(tries = TRIES)
    void any_invertible_map_leaves_the_h_score_and_a_shift_what_is_centred(@ForAll @IntRange(max = 1000) int seed) {
        Embedding seen = Embedded.drawn(seed);
        RealMatrix map = Embedded.gaussian(5, 5, seed)
                .add(MatrixUtils.createRealIdentityMatrix(5).scalarMultiply(4));
        same(seen, mapped(seen, map), EnumSet.of(TransferabilityScore.HSCORE));
        changed(seen, mapped(seen, map), TransferabilityScore.CKA);
        Embedding shifted = new Embedding(seen.f().scalarAdd(3), seen.theta(), seen.y());
        same(seen, shifted, EnumSet.complementOf(EnumSet.of(TransferabilityScore.LOGME)));
    }

    @Property(tries = TRIES)
    void scores_lie_within_their_bounds(@ForAll @IntRange(max = 1000) int seed) {
        Embedding seen = Embedded.drawn(seed);
        int classes = Embedded.CLASSES;
        assertThat(new Leep().of(seen)).isNegative();
        assertThat(new Nce().of(seen)).isNegative().isGreaterThan(-Math.log(classes));
        assertThat(new HScore().of(seen)).isPositive().isLessThan(classes - 1);
        assertThat(new TransRate(TransRate.DISTORTION).of(seen)).isPositive();
        assertThat(new Gbc().of(seen)).isNegative().isGreaterThan(-classes * (classes - 1));
        assertThat(new LinearCka().of(seen)).isPositive().isLessThan(1);
    }

    /** The evidence of other λ, each with its best β, and so of all α and β. */
    @Property(tries = TRIES)
    void logme_is_above_the_evidence_of_all_drawn_hyperparameters(
            @ForAll @IntRange(max = 1000) int seed,
            @ForAll @DoubleRange(min = -8, max = 8) double lnAlpha,
            @ForAll @DoubleRange(min = -8, max = 8) double lnBeta) {
        Embedding seen = Embedded.drawn(seed);
        RealMatrix oneHot = seen.oneHot();
        double mean = IntStream.range(0, Embedded.CLASSES)
                .mapToDouble(c -> Evidence.of(seen.f(), oneHot.getColumnVector(c), Math.exp(lnAlpha), Math.exp(lnBeta)))
                .average()
                .orElseThrow();
        assertThat(new LogMe().of(seen)).isGreaterThanOrEqualTo(mean);
    }

    /** TransRate rises now and then, on so few images. */
    @Property(tries = TRIES)
    void labels_that_have_nothing_to_do_with_the_images_lower_the_scores(@ForAll @IntRange(max = 1000) int seed) {
        Embedding seen = Embedded.drawn(seed);
        int[] order = Stream.of("shuffled", seed).permutation(seen.count());
        Embedding shuffled = new Embedding(
                seen.f(),
                seen.theta(),
                Arrays.stream(order).map(row -> seen.y()[row]).toArray());
        for (TransferabilityScore score : EnumSet.complementOf(EnumSet.of(TransferabilityScore.TRANSRATE))) {
            assertThat(Score.of(score).of(shuffled))
                    .as(score.toString())
                    .isLessThan(Score.of(score).of(seen));
        }
    }
}
