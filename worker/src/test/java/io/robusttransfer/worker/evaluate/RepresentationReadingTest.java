package io.robusttransfer.worker.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.robusttransfer.crds.api.Architecture;
import io.robusttransfer.crds.api.Fraction;
import io.robusttransfer.crds.api.Input;
import io.robusttransfer.crds.api.Measure;
import io.robusttransfer.crds.api.Measure.Goal;
import io.robusttransfer.crds.api.Norm;
import io.robusttransfer.worker.Toy;
import io.robusttransfer.worker.data.Images;
import io.robusttransfer.worker.model.Net;
import io.robusttransfer.worker.tensor.OnTorch;
import io.robusttransfer.worker.tensor.Tensor;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

@OnTorch
class RepresentationReadingTest {
    private static final Images IMAGES = Toy.images(24);
    private static final int[] PLACES = IntStream.range(0, IMAGES.count()).toArray();

    @Test
    void each_attack_moves_its_own_aim_farthest() {
        Net net = Toy.trained(0);
        Map<Goal, Map<String, Double>> figures = new HashMap<>();
        for (Goal goal : Goal.values()) {
            figures.put(goal, figures(net, goal, "0.1", 8));
        }
        for (Goal goal : Goal.values()) {
            assertThat(figures.get(Goal.FEATURES).get("featureChange"))
                    .isGreaterThanOrEqualTo(figures.get(goal).get("featureChange"));
            assertThat(figures.get(Goal.LOGITS).get("logitChange"))
                    .isGreaterThanOrEqualTo(figures.get(goal).get("logitChange") * .98);
            assertThat(figures.get(Goal.LABEL).get("accuracy"))
                    .isLessThanOrEqualTo(figures.get(goal).get("accuracy"));
        }
    }

    @Test
    void a_scale_of_the_head_changes_no_reading() {
        Net net = Toy.trained(0);
        Map<String, Tensor> state = new LinkedHashMap<>(net.state());
        state.put("fc.weight", state.get("fc.weight").mul(64));
        state.put("fc.bias", state.get("fc.bias").mul(64).add(5));
        Map<String, Double> one = figures(net, Goal.LOGITS, "0.1", 8);
        Map<String, Double> other = figures(net.withHead(state), Goal.LOGITS, "0.1", 8);
        one.forEach((name, value) -> assertThat(other.get(name)).as(name).isCloseTo(value, within(1e-2)));
    }

    @Test
    void an_image_moves_alike_in_any_batch() {
        Net net = Toy.trained(0);
        assertThat(outcomes(net, Goal.FEATURES, "0.05", 24).get(0)).hasSize(24);
        List<Sample> together = outcomes(net, Goal.FEATURES, "0.05", 24).get(1);
        List<Sample> apart = outcomes(net, Goal.FEATURES, "0.05", 5).get(1);
        for (int i = 0; i < together.size(); i++) {
            assertThat(apart.get(i).value()).isCloseTo(together.get(i).value(), within(1e-3));
        }
    }

    @Test
    void a_dead_extractor_has_no_change_instead_of_a_division_by_zero() {
        Net net = Toy.trained(0);
        Map<String, Tensor> state = new LinkedHashMap<>(net.state());
        state.put("linear.weight", state.get("linear.weight").mul(0));
        Net dead = Net.of(Architecture.SMALL_CNN, new Input(1, 8, 8), state);
        assertThat(figures(dead, Goal.FEATURES, "0.1", 8)).containsOnlyKeys("accuracy");
    }

    private static Map<String, Double> figures(Net net, Goal goal, String epsilon, int batch) {
        return reading(net, goal, epsilon, batch).figures("head", taken(net, goal, epsilon, batch));
    }

    private static List<List<Sample>> outcomes(Net net, Goal goal, String epsilon, int batch) {
        Map<Column, List<Sample>> outcomes = taken(net, goal, epsilon, batch);
        return reading(net, goal, epsilon, batch).columns("head").stream()
                .map(outcomes::get)
                .toList();
    }

    private static Map<Column, List<Sample>> taken(Net net, Goal goal, String epsilon, int batch) {
        RepresentationReading reading = reading(net, goal, epsilon, batch);
        Map<Column, List<Sample>> outcomes = new HashMap<>();
        reading.take(
                Map.of("head", net),
                Map.of(),
                share -> {},
                (head, part) -> outcomes.putAll(reading.outcomes(head, part)));
        return outcomes;
    }

    private static RepresentationReading reading(Net net, Goal goal, String epsilon, int batch) {
        Fraction radius = Fraction.of(epsilon);
        Measure.Representation measure =
                new Measure.Representation(goal, Norm.LINF, radius, 20, radius.times(new Fraction(1, 8)), 2, null);
        return new RepresentationReading(
                measure, new Subject(Map.of("head", net), Map.of(), IMAGES, PLACES), batch, () -> false);
    }
}
