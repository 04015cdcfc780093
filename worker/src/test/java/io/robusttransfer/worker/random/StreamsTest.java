package io.robusttransfer.worker.random;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** One test for each row of the table of streams: what a stream is keyed by, and so what shares it. */
class StreamsTest {
    private static final String SEED = "seed";

    @Test
    void initial_weights_of_f_and_the_validation_split_are_keyed_by_seed_and_domain() {
        keyedByExactly("initialF", SEED, "domain");
        keyedByExactly("validationSplit", SEED, "domain");
        keyedByExactly("initialProjector", SEED, "domain");
    }

    @Test
    void order_and_augmentation_are_keyed_by_seed_domain_epoch_sample_and_view() {
        keyedByExactly("order", SEED, "domain", "epoch");
        keyedByExactly("augmentation", SEED, "domain", "epoch", "sample", "view");
        keyedByExactly("variation", "kind", SEED, "domain", "epoch", "sample", "view");
    }

    @Test
    void target_subset_and_initial_weights_of_h_are_keyed_by_seed_and_target() {
        keyedByExactly("targetSubset", SEED, "target");
        keyedByExactly("initialH", SEED, "target");
    }

    @Test
    void training_noise_and_attack_starts_are_keyed_by_seed_step_and_purpose() {
        keyedByExactly("trainingNoise", SEED, "step", "purpose");
        keyedByExactly("attackStart", SEED, "step", "purpose");
    }

    @Test
    void evaluated_images_are_keyed_by_the_dataset_alone() {
        keyedByExactly("evaluatedImages", "dataset");
        keyedByExactly("scoredImages", "target");
    }

    @Test
    void evaluation_noise_is_keyed_by_measure_image_and_restart_or_block() {
        keyedByExactly("restart", "measure", "image", "restart");
        keyedByExactly("draws", "measure", "image", "block");
    }

    @TestFactory
    List<DynamicTest> no_two_streams_are_the_same_where_their_keys_are() {
        Map<Float, String> firsts = new HashMap<>();
        return methods().stream()
                .map(method -> DynamicTest.dynamicTest(method.getName(), () -> {
                    String before = firsts.put(draw(method, arguments(method)), method.getName());
                    assertThat(before).isNull();
                }))
                .toList();
    }

    /** The parameters are these, the same arguments give the same numbers, and changing any one gives others. */
    private static void keyedByExactly(String stream, String... keys) {
        Method method = methods().stream()
                .filter(m -> m.getName().equals(stream))
                .findFirst()
                .orElseThrow();
        assertThat(Arrays.stream(method.getParameters()).map(Parameter::getName))
                .containsExactly(keys);
        Set<Float> seen = new HashSet<>();
        seen.add(draw(method, arguments(method)));
        assertThat(draw(method, arguments(method))).isIn(seen);
        for (int i = 0; i < keys.length; i++) {
            Object[] arguments = arguments(method);
            arguments[i] = other(arguments[i]);
            assertThat(seen.add(draw(method, arguments)))
                    .as("%s keyed by %s", stream, keys[i])
                    .isTrue();
        }
    }

    private static List<Method> methods() {
        return Arrays.stream(Streams.class.getDeclaredMethods())
                .filter(method -> Modifier.isPublic(method.getModifiers()))
                .toList();
    }

    private static Object[] arguments(Method method) {
        return Arrays.stream(method.getParameterTypes())
                .map(type -> type == String.class ? "content" : type == long.class ? (Object) 3L : (Object) 3)
                .toArray();
    }

    private static Object other(Object argument) {
        return argument instanceof String ? "other content" : argument instanceof Long ? (Object) 4L : (Object) 4;
    }

    private static float draw(Method method, Object[] arguments) {
        try {
            return ((Stream) method.invoke(null, arguments)).uniform();
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }
}
