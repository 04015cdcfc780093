package io.robusttransfer.worker.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.robusttransfer.crds.api.Measure;
import io.robusttransfer.crds.api.TransferabilityScore;
import io.robusttransfer.crds.plan.Measures;
import io.robusttransfer.worker.Toy;
import io.robusttransfer.worker.data.Images;
import io.robusttransfer.worker.model.Batch;
import io.robusttransfer.worker.model.Net;
import io.robusttransfer.worker.tensor.OnTorch;
import io.robusttransfer.worker.tensor.Scope;
import io.robusttransfer.worker.tensor.Tensor;
import io.robusttransfer.worker.tensor.Type;
import io.robusttransfer.worker.transferability.Embedding;
import io.robusttransfer.worker.transferability.Score;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.hipparchus.linear.MatrixUtils;
import org.hipparchus.linear.RealMatrix;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@OnTorch
class TransferabilityReadingTest {
    private static final Measure.Transferability MEASURE =
            new Measure.Transferability(List.of(TransferabilityScore.values()));
    private static final int[] PLACES = {0, 1, 2, 3};
    private static final Images TEST = Toy.images(4);
    private static final Images TRAINING = Toy.images(70);

    private Net source;

    @BeforeEach
    void train() {
        source = Toy.trained(0);
    }

    private static Map<String, Net> heads(Net f) {
        return Map.of(
                "a", f.withHead(Toy.net(1).exportedHead()),
                "b", f.withHead(Toy.net(2).exportedHead()));
    }

    private static Map<String, List<Evaluation.Figures>> judged(Net source, int batchSize, List<String> said) {
        Measures measures = new Measures(TEST.count(), batchSize, List.of(), null, List.of(MEASURE), null);
        Subject subject = new Subject(heads(source), Map.of(), TEST, PLACES, new ScoredModel(source, TRAINING));
        return new Evaluation(subject, measures, new ForgottenParts(), (share, text) -> said.add(text), () -> false)
                .run()
                .orElseThrow()
                .figures();
    }

    private static Map<String, Double> numbers(Net source, int batchSize) {
        return judged(source, batchSize, new ArrayList<>()).get("a").get(1).numbers();
    }

    private static RealMatrix matrix(Tensor values) {
        int columns = Math.toIntExact(values.size(1));
        double[] all = values.to(Type.FLOAT64).doubles();
        return MatrixUtils.createRealMatrix(IntStream.range(0, all.length / columns)
                .mapToObj(row -> Arrays.copyOfRange(all, row * columns, (row + 1) * columns))
                .toArray(double[][]::new));
    }

    @Test
    void scores_are_of_f_and_the_source_s_own_head_on_the_training_images_whatever_head_is_judged() {
        Embedding seen = Scope.value(() -> {
            Tensor f = source.frozen().f(Batch.of(TRAINING).x());
            return new Embedding(matrix(f), matrix(source.h(f).to(Type.FLOAT64).softmax(1)), TRAINING.labels());
        });
        Map<String, List<Evaluation.Figures>> figures = judged(source, 20, new ArrayList<>());
        for (String head : List.of("a", "b")) {
            Map<String, Double> numbers = figures.get(head).get(1).numbers();
            assertThat(numbers).hasSize(TransferabilityScore.values().length);
            for (TransferabilityScore score : TransferabilityScore.values()) {
                double direct = Score.of(score).of(seen);
                assertThat(numbers.get(score.number().id()))
                        .as(score.toString())
                        .isCloseTo(direct, within(1e-4 * Math.max(1, Math.abs(direct))));
            }
            assertThat(figures.get(head).get(1).figures()).isEmpty();
            assertThat(figures.get(head).get(0).numbers()).isEmpty();
        }
    }

    @Test
    void an_f_that_was_trained_for_these_images_promises_more_than_its_first_weights() {
        Map<String, Double> trained = numbers(source, 20);
        Map<String, Double> untrained = numbers(Toy.net(0), 20);
        for (String score : List.of("leep", "nce", "logme", "gbc", "cka")) {
            assertThat(trained.get(score)).as(score).isGreaterThan(untrained.get(score));
        }
    }

    @Test
    void a_person_reads_the_first_score_while_it_is_computed() {
        List<String> said = new ArrayList<>();
        double leep = judged(source, 20, said).get("a").get(1).numbers().get("leep");
        assertThat(said).contains("LEEP on the target's training images %.3f".formatted(leep));
    }

    /** Weights of 0 give every image the features 0. */
    @Test
    void a_score_that_has_no_value_is_missing_and_the_others_are_there() {
        Net dead = Toy.net(0);
        dead.parameters().values().forEach(weights -> weights.mulInPlace(0));
        assertThat(numbers(dead, 20))
                .doesNotContainKey("cka")
                .containsEntry("hscore", 0.)
                .hasSize(TransferabilityScore.values().length - 1);
    }

    @Test
    void what_is_stopped_gives_no_part() {
        TransferabilityReading reading =
                new TransferabilityReading(MEASURE, new ScoredModel(source, TRAINING), 20, () -> true);
        List<String> done = new ArrayList<>();
        assertThat(reading.take(heads(source), Map.of(), share -> {}, (head, part) -> done.add(head)))
                .isFalse();
        assertThat(done).isEmpty();
    }
}
