package io.robusttransfer.crds.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.robusttransfer.crds.api.ExperimentSpec;
import io.robusttransfer.crds.api.S3;
import io.robusttransfer.crds.api.StoreSpec;
import io.robusttransfer.crds.json.CanonicalJson;
import io.robusttransfer.crds.plan.Layout;
import io.robusttransfer.crds.plan.Plan;
import io.robusttransfer.crds.plan.Planner;
import io.robusttransfer.crds.plan.Revisions;
import io.robusttransfer.crds.protocol.JobInput.ExperimentInput;
import io.robusttransfer.crds.protocol.JobInput.ResultsInput;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JobInputTest {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    /** Of one variable on Linux, its name and what ends it included. */
    private static final int MOST_OF_A_VARIABLE = 128 * 1024;

    @Test
    void an_experiment_is_told_as_json_that_a_person_can_read() {
        ExperimentInput told = experiment(spec());
        assertThat(told.text()).startsWith("{\"name\":\"mine\",\"namespace\":\"research\",\"spec\":{");
        assertThat(ExperimentInput.parse(told.text())).isEqualTo(told);
    }

    @Test
    void the_largest_spec_fits_into_a_variable() {
        ExperimentSpec spec = MAPPER.convertValue(largest(), ExperimentSpec.class);
        assertThat(Planner.count(spec.study())).isBetween(15_000L, (long) Plan.MOST_STAGES);
        ExperimentInput told = experiment(spec);
        assertThat(CanonicalJson.bytes(told).length)
                .as("more than a variable holds, were it not deflated")
                .isGreaterThan(MOST_OF_A_VARIABLE);
        assertThat(told.text()).hasSizeLessThan(MOST_OF_A_VARIABLE - 64);
        assertThat(ExperimentInput.parse(told.text())).isEqualTo(told);
    }

    @Test
    void the_plan_of_a_cluster_stays_when_stores_change() {
        ExperimentSpec spec = spec();
        Map<String, String> digests = Map.of("source", "aa", "target/letters", "bb");
        Plan plan = experiment(spec).plan(digests, Revisions.CURRENT, Layout.CURRENT);
        StoreSpec moved = new StoreSpec("lab", new S3("http://elsewhere", null, false, "other", false));
        ExperimentSpec changed =
                new ExperimentSpec(spec.study(), spec.results(), List.of(moved), spec.execution(), spec.worker());
        assertThat(experiment(changed)
                        .plan(digests, Revisions.CURRENT, Layout.CURRENT)
                        .hash())
                .isEqualTo(plan.hash());
        assertThat(plan.stages())
                .isEqualTo(Planner.plan("mine", spec, digests, Revisions.CURRENT, Layout.CURRENT)
                        .stages());
    }

    @Test
    void a_list_is_told_where_results_and_data_are() {
        ResultsInput told = ResultsInput.of(spec());
        assertThat(told.uri()).isEqualTo("s3://results/x");
        assertThat(told.store().name()).isEqualTo("lab");
        assertThat(told.stores()).isEqualTo(spec().stores());
        assertThat(ResultsInput.parse(told.text())).isEqualTo(told);
        assertThatThrownBy(() ->
                        ResultsInput.of(new ExperimentSpec(spec().study(), spec().results(), List.of(), null, null)))
                .hasMessageStartingWith("spec.results.store: 'lab' names no entry of spec.stores");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "null", "{", "{\"mood\":1}", "bm90aGluZw", "!"})
    void what_is_no_assignment_is_refused(String text) {
        assertThatThrownBy(() -> ExperimentInput.parse(text)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ResultsInput.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    private static ExperimentInput experiment(ExperimentSpec spec) {
        return new ExperimentInput("research", "mine", "b1f0", spec);
    }

    private static ExperimentSpec spec() {
        return MAPPER.convertValue(small(), ExperimentSpec.class);
    }

    private static ObjectNode small() {
        try (InputStream json = Plan.class.getResourceAsStream("spec.json")) {
            return (ObjectNode) MAPPER.readTree(json);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Everything that can be said is said, with names and numbers in which nothing repeats. */
    private static ObjectNode largest() {
        Random random = new Random(7);
        ObjectNode spec = small();
        ObjectNode study = (ObjectNode) spec.get("study");
        study.putArray("seeds").add(1);
        ObjectNode source = (ObjectNode) study.get("source");
        source.set("dataset", dataset(random));
        source.set("training", training(random));
        source.set("schemes", schemes(random, 64));
        ArrayNode targets = study.putArray("targets");
        for (int i = 0; i < 16; i++) {
            ObjectNode target = targets.addObject().put("name", name(random));
            target.set("dataset", dataset(random));
            target.set("training", training(random));
            target.set("schemes", schemes(random, 16));
        }
        ArrayNode attacks = ((ObjectNode) study.get("evaluation")).putArray("attacks");
        for (int i = 0; i < 16; i++) {
            ObjectNode pgd = attacks.addObject().put("name", name(random)).putObject("pgd");
            pgd.put("norm", "L2").put("steps", 1 + random.nextInt(1000)).put("stepSize", fraction(random));
            ArrayNode epsilons = pgd.put("restarts", 1 + random.nextInt(100)).putArray("epsilons");
            for (int k = 0; k < 16; k++) {
                epsilons.add(fraction(random));
            }
        }
        ArrayNode stores = spec.putArray("stores");
        for (int i = 0; i < 16; i++) {
            ObjectNode s3 = stores.addObject()
                    .put("name", i == 0 ? "lab" : name(random))
                    .putObject("s3");
            s3.put("endpoint", "https://" + letters(random, 248)).put("region", letters(random, 64));
            s3.put("secretName", letters(random, 253));
        }
        return spec;
    }

    private static JsonNode dataset(Random random) {
        ObjectNode dataset = MAPPER.createObjectNode();
        dataset.put("uri", "s3://results/" + letters(random, 490))
                .put("store", name(random))
                .put("format", "npz");
        dataset.put("samplesPerClass", 1 + random.nextInt(1_000_000)).put("validation", fraction(random));
        ArrayNode classes = dataset.putArray("classes");
        for (int label = 0; label < 1000; label++) {
            if (random.nextInt(10) > 0) {
                classes.add(label);
            }
        }
        return dataset;
    }

    private static JsonNode schemes(Random random, int count) {
        ArrayNode schemes = MAPPER.createArrayNode();
        for (int i = 0; i < count; i++) {
            ObjectNode scheme = schemes.addObject().put("name", name(random));
            scheme.set("training", training(random));
            scheme.putObject("ceA")
                    .put("norm", "L2")
                    .put("epsilon", fraction(random))
                    .put("steps", 1 + random.nextInt(1000))
                    .put("stepSize", fraction(random))
                    .put("warmupEpochs", random.nextInt(10_000));
        }
        return schemes;
    }

    private static JsonNode training(Random random) {
        ObjectNode training = MAPPER.createObjectNode();
        training.put("epochs", 1 + random.nextInt(10_000)).put("batchSize", 1 + random.nextInt(65_536));
        training.putObject("optimizer")
                .putObject("adamw")
                .put("learningRate", fraction(random))
                .put("weightDecay", fraction(random))
                .put("beta1", fraction(random))
                .put("beta2", fraction(random));
        ObjectNode step = training.putObject("schedule").putObject("step").put("gamma", fraction(random));
        ArrayNode milestones = step.putArray("milestones");
        for (int i = 0; i < 16; i++) {
            milestones.add(1 + random.nextInt(10_000));
        }
        training.putObject("checkpoint").putObject("best").put("measure", "robustAccuracy");
        return training;
    }

    private static String fraction(Random random) {
        return (100_000_000 + random.nextInt(900_000_000)) + "/" + (100_000_000 + random.nextInt(900_000_000));
    }

    private static String name(Random random) {
        return letters(random, 40);
    }

    private static String letters(Random random, int count) {
        return random.ints(count, 0, 36)
                .mapToObj(i -> Character.toString("abcdefghijklmnopqrstuvwxyz0123456789".charAt(i)))
                .collect(java.util.stream.Collectors.joining());
    }
}
