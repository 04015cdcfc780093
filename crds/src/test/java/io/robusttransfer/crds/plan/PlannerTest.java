package io.robusttransfer.crds.plan;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.generator.annotation.ValidationRule;
import io.robusttransfer.crds.api.CeSpec;
import io.robusttransfer.crds.api.Corruption;
import io.robusttransfer.crds.api.ExperimentSpec;
import io.robusttransfer.crds.api.Fraction;
import io.robusttransfer.crds.api.FullSpec;
import io.robusttransfer.crds.api.GivenShift;
import io.robusttransfer.crds.api.Measure;
import io.robusttransfer.crds.api.Norm;
import io.robusttransfer.crds.api.Training;
import io.robusttransfer.crds.json.CanonicalJson;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PlannerTest {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    /** Of the study's plan, as the release before layouts had numbers computed it. */
    private static final String FIRST_LAYOUT = "c28d459fbc71abcc0e11dee725b627c416303381fea5e6230cbe4796b7bca00b";

    private static final Map<String, String> DIGESTS = Map.of("source", "aa", "target/letters", "bb");

    /** Two source schemes, one target with two heads and the source again, two seeds. */
    static ObjectNode study() {
        try (InputStream json = PlannerTest.class.getResourceAsStream("spec.json")) {
            return (ObjectNode) MAPPER.readTree(json);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static Plan plan(JsonNode spec) {
        return plan(spec, DIGESTS, Revisions.CURRENT);
    }

    private static Plan plan(JsonNode spec, Map<String, String> digests, Revisions revisions) {
        return plan(spec, digests, revisions, Layout.CURRENT);
    }

    private static Plan plan(JsonNode spec, Map<String, String> digests, Revisions revisions, Layout layout) {
        return Planner.plan("test", MAPPER.convertValue(spec, ExperimentSpec.class), digests, revisions, layout);
    }

    private static Plan changed(Consumer<ObjectNode> change) {
        ObjectNode spec = study();
        change.accept(spec);
        return plan(spec);
    }

    private static List<String> keys(Plan plan) {
        return plan.stages().stream().map(Stage::key).toList();
    }

    private static ObjectNode at(JsonNode spec, String pointer) {
        return (ObjectNode) spec.at(pointer);
    }

    @Test
    void ten_schemes_three_heads_and_three_seeds_are_180_stages_in_60_jobs() {
        ObjectNode spec = study();
        ((ArrayNode) at(spec, "/study").get("targets")).remove(1);
        ArrayNode schemes = at(spec, "/study/source").putArray("schemes");
        for (int i = 1; i <= 10; i++) {
            schemes.addObject().put("name", "n" + i).putObject("ceN").put("sigma", i + "/20");
        }
        ArrayNode heads = at(spec, "/study/targets/0").putArray("schemes");
        heads.addObject().put("name", "a").putObject("ce");
        heads.addObject().put("name", "b").putObject("ceN").put("sigma", "0.25");
        heads.addObject().put("name", "c").putObject("ceN").put("sigma", "0.5");
        at(spec, "/study").putArray("seeds").add(0).add(1).add(2);

        Plan plan = plan(spec);

        assertThat(plan.stages().size()).isEqualTo(180);
        assertThat(plan.lists().size()).isEqualTo(90);
        assertThat(plan.cells().size()).isEqualTo(10 * 3 * (1 + 3));
        assertThat(Planner.count(MAPPER.convertValue(spec, ExperimentSpec.class).study()))
                .isEqualTo(180);
    }

    @Test
    void heads_on_one_f_are_evaluated_together_and_one_that_moved_its_f_alone() {
        Plan plan = changed(spec -> {
            ((ArrayNode) at(spec, "/study").get("targets")).remove(1);
            ArrayNode heads = at(spec, "/study/targets/0").putArray("schemes");
            heads.addObject().put("name", "ce").putObject("ce");
            heads.addObject().put("name", "lwf").putObject("lwf");
            heads.addObject().put("name", "ceN").putObject("ceN").put("sigma", "0.25");
        });
        Map<String, List<String>> evaluated = plan.cells().stream()
                .filter(cell -> cell.head() != null && cell.seed() == 0)
                .collect(Collectors.groupingBy(
                        cell -> cell.source() + cell.evaluate(),
                        Collectors.mapping(Plan.Cell::head, Collectors.toList())));
        assertThat(evaluated.values()).containsOnly(List.of("ce", "ceN"), List.of("lwf"));
        for (Plan.Cell cell : plan.cells()) {
            Stage stage = plan.stages().stream()
                    .filter(each -> each.key().equals(cell.evaluate()))
                    .findFirst()
                    .orElseThrow();
            if (cell.head() != null) {
                assertThat(((StageDocument.Evaluate) stage.document()).heads()).contains(cell.retrain());
            }
        }
        assertThat(Planner.count(plan.study())).isEqualTo(plan.stages().size());
    }

    @Test
    void a_scheme_s_own_certificate_is_planned_for_the_f_that_it_trained_and_for_no_other() {
        Consumer<ObjectNode> schemes = spec -> {
            ArrayNode sources = at(spec, "/study/source").putArray("schemes");
            sources.addObject().put("name", "ce").putObject("ce");
            sources.addObject()
                    .put("name", "bounded")
                    .putObject("lipschitz")
                    .put("scale", "1")
                    .put("margin", "1");
            ArrayNode heads = at(spec, "/study/targets/0").putArray("schemes");
            heads.addObject().put("name", "ce").putObject("ce");
            heads.addObject().put("name", "moved").putObject("lwf").put("lambda", "0.02");
        };
        Plan without = changed(schemes);
        Plan with = changed(schemes.andThen(spec -> at(spec, "/study/evaluation")
                .putObject("lipschitzCertificate")
                .putArray("radii")
                .add("0.1")));
        for (Plan.Cell cell : with.cells()) {
            StageDocument.Evaluate evaluate = evaluation(with, cell);
            boolean covered = cell.source().equals("bounded") && !"moved".equals(cell.head());
            assertThat(evaluate.measures().all().contains(new Measure.Lipschitz()))
                    .isEqualTo(covered);
            assertThat(evaluate.revisions().containsKey("measure/lipschitz")).isEqualTo(covered);
            assertThat(keys(without).contains(cell.evaluate())).isEqualTo(!covered);
        }
        assertThat(with.cells()).anyMatch(cell -> "moved".equals(cell.head()));
    }

    private static void scored(ObjectNode spec) {
        at(spec, "/study/evaluation")
                .putObject("transferability")
                .putArray("scores")
                .add("logme");
    }

    @Test
    void scores_are_planned_on_targets_over_a_frozen_f_and_nowhere_else() {
        Consumer<ObjectNode> heads = spec -> {
            ArrayNode schemes = at(spec, "/study/targets/0").putArray("schemes");
            schemes.addObject().put("name", "ce").putObject("ce");
            schemes.addObject().put("name", "moved").putObject("lwf").put("lambda", "0.02");
        };
        Plan without = changed(heads);
        Plan with = changed(heads.andThen(PlannerTest::scored));
        Set<Boolean> seen = new HashSet<>();
        for (Plan.Cell cell : with.cells()) {
            StageDocument.Evaluate evaluate = evaluation(with, cell);
            boolean scored = cell.target() != null && !"moved".equals(cell.head());
            seen.add(scored);
            assertThat(evaluate.measures().all().stream().anyMatch(Measure.Transferability.class::isInstance))
                    .isEqualTo(scored);
            assertThat(evaluate.scoredOn() != null).isEqualTo(scored);
            assertThat(evaluate.revisions().containsKey("measure/transferability"))
                    .isEqualTo(scored);
            assertThat(keys(without).contains(cell.evaluate())).isEqualTo(!scored);
        }
        assertThat(seen).containsExactlyInAnyOrder(true, false);
        assertThat(keys(with)).hasSameSizeAs(keys(without));
    }

    @Test
    void scores_leave_the_keys_of_all_other_parts_as_they_are() {
        StageDocument.Evaluate was = onTarget(plan(study()));
        StageDocument.Evaluate is = onTarget(changed(PlannerTest::scored));
        List<Measure> others = was.measures().all();
        assertThat(is.measures().all()).containsAll(others).hasSize(others.size() + 1);
        String head = was.heads().get(0);
        for (Measure measure : others) {
            assertThat(Part.of(is, measure, head)).isEqualTo(Part.of(was, measure, head));
        }
        Measure measure = is.measures().further().get(is.measures().further().size() - 1);
        Part scores = Part.of(is, measure, head);
        assertThat(scores.scoredOn()).isEqualTo(is.scoredOn());
        assertThat(scores.images()).isZero();
        assertThat(scores.key())
                .as("all heads on one f share its scores")
                .isEqualTo(Part.of(is, measure, is.heads().get(1)).key());
    }

    @Test
    void scores_are_of_the_images_that_heads_train_on_and_of_the_head_that_the_source_has() {
        Plan plan = changed(spec -> {
            scored(spec);
            ArrayNode sources = at(spec, "/study/source").putArray("schemes");
            sources.addObject().put("name", "ce").putObject("ce");
            sources.addObject().put("name", "supcon").putObject("supcon").put("temperature", "0.1");
            at(spec, "/study/targets/0/dataset").put("samplesPerClass", 3).put("validation", "0.5");
        });
        for (Plan.Cell cell : plan.cells()) {
            if (!"letters".equals(cell.target())) {
                continue;
            }
            StageDocument.Evaluate evaluate = evaluation(plan, cell);
            String fitted = plan.cells().stream()
                    .filter(own -> own.target() == null && own.train().equals(cell.train()))
                    .findFirst()
                    .orElseThrow()
                    .retrain();
            assertThat(fitted != null).isEqualTo(cell.source().equals("supcon"));
            assertThat(evaluate.scoredOn())
                    .isEqualTo(new ScoredOn(new TrainingDomain("bb", null, 3, null, null), null, cell.seed(), fitted));
            List<String> models = new ArrayList<>(List.of(cell.train()));
            if (fitted != null) {
                models.add(fitted);
                assertThat(evaluate.parents()).contains(fitted).doesNotHaveDuplicates();
            }
            assertThat(Part.of(evaluate, new Measure.Transferability(List.of()), cell.retrain())
                            .models())
                    .isEqualTo(models);
        }
    }

    @Test
    void a_given_set_is_judged_on_where_its_domain_is_and_changes_the_key_of_nothing_else() {
        Plan without = plan(study());
        ObjectNode spec = study();
        ObjectNode shifts = at(spec, "/study/evaluation").putObject("shifts");
        shifts.putArray("corruptions");
        shifts.putArray("severities").add(1);
        ObjectNode set = shifts.putArray("given").addObject();
        set.put("name", "foggy").put("domain", "letters").put("severities", 2);
        set.putObject("dataset").put("uri", "synthetic://letters?noise=0.3");
        Map<String, String> digests = new HashMap<>(DIGESTS);
        digests.put("given/foggy", "ff");
        Plan with = plan(spec, digests, Revisions.CURRENT);
        for (Plan.Cell cell : with.cells()) {
            boolean there = "letters".equals(cell.target());
            assertThat(evaluation(with, cell).measures().all().stream()
                            .filter(Measure.GivenShift.class::isInstance)
                            .toList())
                    .isEqualTo(
                            there
                                    ? List.of(
                                            new Measure.GivenShift("foggy", "ff", 2, 1, null),
                                            new Measure.GivenShift("foggy", "ff", 2, 2, null))
                                    : List.of());
            assertThat(keys(without).contains(cell.evaluate())).isEqualTo(!there);
            assertThat(keys(without)).contains(cell.train());
        }
    }

    /** Names with a space are none that a person can give. */
    @Test
    void a_given_set_cannot_have_the_name_that_results_give_to_a_change_of_ours() {
        String rule = GivenShift.class.getAnnotation(ValidationRule.class).value();
        assertThat(Arrays.stream(Corruption.values()).map(Corruption::id).filter(id -> !id.contains("_")))
                .isNotEmpty()
                .allMatch(id -> rule.contains("'" + id + "'"));
    }

    @Test
    void where_all_images_are_trained_on_no_seed_tells_scores_apart() {
        assertThat(onTarget(changed(PlannerTest::scored)).scoredOn().seed()).isNull();
    }

    private static StageDocument.Evaluate onTarget(Plan plan) {
        return evaluation(
                plan,
                plan.cells().stream()
                        .filter(cell -> "letters".equals(cell.target()))
                        .findFirst()
                        .orElseThrow());
    }

    private static StageDocument.Evaluate evaluation(Plan plan, Plan.Cell cell) {
        return plan.stages().stream()
                .filter(stage -> stage.key().equals(cell.evaluate()))
                .map(stage -> (StageDocument.Evaluate) stage.document())
                .findFirst()
                .orElseThrow();
    }

    @Test
    void radii_to_report_change_no_key() {
        Consumer<ObjectNode> bounded = spec -> at(spec, "/study/source")
                .putArray("schemes")
                .addObject()
                .put("name", "bounded")
                .putObject("lipschitz")
                .put("scale", "1")
                .put("margin", "1");
        assertThat(keys(changed(bounded.andThen(spec -> radius(spec, "0.1")))))
                .isEqualTo(keys(changed(bounded.andThen(spec -> radius(spec, "0.2")))));
    }

    private static void radius(ObjectNode spec, String radius) {
        at(spec, "/study/evaluation")
                .putObject("lipschitzCertificate")
                .putArray("radii")
                .add(radius);
    }

    @Test
    void a_source_scheme_without_a_head_gets_one_that_is_retraining_on_the_source() {
        Plan plan = changed(spec -> {
            ArrayNode schemes = at(spec, "/study/source").putArray("schemes");
            schemes.addObject().put("name", "supcon").putObject("supcon").put("temperature", "0.1");
            ArrayNode targets = at(spec, "/study").putArray("targets");
            ObjectNode refit = targets.addObject().put("name", "refit");
            refit.putObject("dataset").put("sameAs", "source");
            refit.putArray("schemes").addObject().put("name", "ce").putObject("ce");
        });
        for (int seed : plan.study().seeds()) {
            List<Plan.Cell> cells =
                    plan.cells().stream().filter(cell -> cell.seed() == seed).toList();
            assertThat(cells).hasSize(2);
            assertThat(cells.get(0).target()).isNull();
            assertThat(cells.get(0).headKey())
                    .isEqualTo(cells.get(1).headKey())
                    .isNotEqualTo(cells.get(0).train());
            assertThat(cells.get(0).evaluate()).isEqualTo(cells.get(1).evaluate());
        }
        assertThat(plan.lists()).hasSize(3 * plan.study().seeds().size());
    }

    @Test
    void the_head_of_a_source_scheme_without_one_is_fitted_as_the_manifest_says() {
        Plan plan = changed(spec -> {
            ((ArrayNode) at(spec, "/study").get("targets")).remove(1);
            ArrayNode schemes = at(spec, "/study/source").putArray("schemes");
            ObjectNode entry = schemes.addObject().put("name", "supcon");
            entry.putObject("supcon").put("temperature", "0.1");
            entry.putObject("head").putObject("ceN").put("sigma", "0.25");
            ArrayNode heads = at(spec, "/study/targets/0").putArray("schemes");
            heads.addObject().put("name", "ce").putObject("ce");
        });
        assertThat(plan.cells().stream()
                        .filter(cell -> cell.target() == null)
                        .map(cell -> plan.stages().stream()
                                .filter(stage -> stage.key().equals(cell.retrain()))
                                .findFirst()
                                .orElseThrow()
                                .document())
                        .map(document ->
                                ((StageDocument.Train) document).scheme().field()))
                .containsOnly("ceN");
        assertThat(Planner.count(plan.study())).isEqualTo(plan.stages().size());
    }

    @Test
    void parents_come_first_and_every_stage_is_in_exactly_one_list() {
        Plan plan = plan(study());
        Set<String> seen = new HashSet<>();
        for (Stage stage : plan.stages()) {
            assertThat(seen).containsAll(stage.document().parents());
            seen.add(stage.key());
        }
        assertThat(plan.lists().stream().flatMap(List::stream).sorted().toList())
                .isEqualTo(IntStream.range(0, plan.stages().size()).boxed().toList());
    }

    @Test
    void a_source_model_has_a_list_for_its_training_one_for_the_heads_on_it_and_one_for_its_evaluations() {
        Plan plan = plan(study());
        for (int list = 0; list < plan.lists().size(); list++) {
            assertThat(kinds(plan, list)).containsOnly(StageKind.values()[list % 3]);
        }
        assertThat(plan.lists())
                .filteredOn(list -> list.size() == 1)
                .hasSize(plan.lists().size() / 3);
    }

    @Test
    void heads_need_the_training_before_them_evaluations_need_both_and_a_training_needs_nothing() {
        Plan plan = plan(study());
        assertThat(plan.needs()).hasSameSizeAs(plan.lists());
        for (int list = 0; list < plan.lists().size(); list++) {
            assertThat(plan.needs().get(list))
                    .isEqualTo(IntStream.range(list - list % 3, list).boxed().collect(Collectors.toSet()));
        }
    }

    @Test
    void experiments_that_differ_in_an_attack_share_the_lists_of_trainings_and_heads() {
        Plan plan = plan(study());
        Plan other = changed(spec -> at(spec, "/study/evaluation").put("images", 77));
        for (int list = 0; list < plan.lists().size(); list++) {
            boolean evaluates = kinds(plan, list).contains(StageKind.EVALUATE);
            if (evaluates) {
                assertThat(keys(plan, list)).doesNotContainAnyElementsOf(keys(other, list));
            } else {
                assertThat(keys(plan, list)).isEqualTo(keys(other, list));
            }
        }
    }

    @Test
    void a_plan_of_the_first_layout_has_the_same_stages_in_fewer_lists_and_is_as_it_was_before_layouts_had_numbers() {
        Plan first = plan(study(), DIGESTS, Revisions.CURRENT, Layout.BY_MODEL);
        Plan now = plan(study());
        assertThat(first.lists()).hasSize(now.lists().size() / 3 * 2);
        assertThat(first.stages()).containsExactlyInAnyOrderElementsOf(now.stages());
        assertThat(CanonicalJson.text(first)).doesNotContain("layout");
        assertThat(first.hash()).isEqualTo(FIRST_LAYOUT).isNotEqualTo(now.hash());
    }

    private static Set<StageKind> kinds(Plan plan, int list) {
        return plan.lists().get(list).stream()
                .map(place -> plan.stages().get(place).document().kind())
                .collect(Collectors.toSet());
    }

    private static List<String> keys(Plan plan, int list) {
        return plan.lists().get(list).stream()
                .map(place -> plan.stages().get(place).key())
                .toList();
    }

    @Property(tries = 30)
    void order_of_fields_does_not_change_keys(@ForAll long random) {
        JsonNode shuffled = shuffled(study(), new Random(random));
        assertThat(keys(plan(shuffled))).isEqualTo(keys(plan(study())));
    }

    private static JsonNode shuffled(JsonNode node, Random random) {
        if (node instanceof ObjectNode object) {
            List<String> names = new ArrayList<>();
            object.fieldNames().forEachRemaining(names::add);
            Collections.shuffle(names, random);
            ObjectNode result = MAPPER.createObjectNode();
            names.forEach(name -> result.set(name, shuffled(object.get(name), random)));
            return result;
        }
        if (node instanceof ArrayNode array) {
            ArrayNode result = MAPPER.createArrayNode();
            array.forEach(element -> result.add(shuffled(element, random)));
            return result;
        }
        return node;
    }

    @Property(tries = 50)
    void notation_of_a_fraction_does_not_change_keys(@ForAll @IntRange(min = 1, max = 1000) int factor) {
        Plan plan = changed(spec -> at(spec, "/study/threat").put("epsilon", 8 * factor + "/" + 255 * factor));
        assertThat(keys(plan)).isEqualTo(keys(plan(study())));
    }

    @Test
    void the_order_and_names_of_heads_attacks_and_schemes_do_not_change_keys() {
        Plan plan = changed(spec -> {
            reverse(at(spec, "/study/targets/0"), "schemes");
            reverse(at(spec, "/study/source"), "schemes");
            reverse(at(spec, "/study/evaluation"), "attacks");
            at(spec, "/study/source/schemes/0").put("name", "other");
            at(spec, "/study/targets/0/schemes/0").put("name", "else");
            at(spec, "/study/evaluation/attacks/0").put("name", "further");
        });
        assertThat(new HashSet<>(keys(plan))).isEqualTo(new HashSet<>(keys(plan(study()))));
    }

    private static void reverse(ObjectNode parent, String field) {
        List<JsonNode> elements = new ArrayList<>();
        parent.get(field).forEach(elements::add);
        Collections.reverse(elements);
        parent.putArray(field).addAll(elements);
    }

    @Test
    void places_resources_and_parallelism_do_not_change_keys() {
        Plan plan = changed(spec -> {
            at(spec, "/study/source/dataset").put("uri", "synthetic://digits?seed=0");
            at(spec, "")
                    .putObject("execution")
                    .put("parallelism", 7)
                    .put("suspend", true)
                    .put("onFailure", "Stop")
                    .put("retries", 1);
            at(spec, "").putObject("worker").put("image", "other:1");
            at(spec, "/results").put("uri", "s3://elsewhere");
        });
        assertThat(keys(plan)).isEqualTo(keys(plan(study())));
    }

    /** A change of one field of the science, and the titles of the stages that must get other keys because of it. */
    record Change(String what, Consumer<ObjectNode> change, String titles) {
        @Override
        public String toString() {
            return what;
        }
    }

    private static final String ALL = ".*";

    static List<Change> changes() {
        return List.of(
                new Change("input", s -> at(s, "/study/input").put("height", 24), ALL),
                new Change("architecture", s -> at(s, "/study/model").put("architecture", "resnet20"), ALL),
                new Change(
                        "threat of what inherits it",
                        s -> at(s, "/study/threat").put("epsilon", "4/255"),
                        ".*"),
                new Change(
                        "source epochs",
                        s -> at(s, "/study/source").putObject("training").put("epochs", 3),
                        ALL),
                new Change(
                        "source validation", s -> at(s, "/study/source/dataset").put("validation", "0.1"), ALL),
                new Change(
                        "augmentation of the source",
                        s -> at(s, "/study/source/dataset").putArray("augment").add("flip"),
                        ALL),
                new Change(
                        "one source scheme",
                        s -> at(s, "/study/source/schemes/1/ceA").put("steps", 3),
                        ".*adv.*"),
                new Change(
                        "training of one source scheme",
                        s -> at(s, "/study/source/schemes/1")
                                .putObject("training")
                                .put("batchSize", 3),
                        ".*adv.*"),
                new Change(
                        "one target's samples per class",
                        s -> at(s, "/study/targets/0/dataset").put("samplesPerClass", 3),
                        "(retrain|evaluate) .* on letters.*"),
                new Change(
                        "one target's classes",
                        s -> at(s, "/study/targets/0/dataset")
                                .putArray("classes")
                                .add(1)
                                .add(0),
                        "(retrain|evaluate) .* on letters.*"),
                new Change(
                        "one target's training",
                        s -> at(s, "/study/targets/0").putObject("training").put("epochs", 3),
                        "(retrain|evaluate) .* on letters.*"),
                new Change(
                        "one head",
                        s -> at(s, "/study/targets/0/schemes/1/ceN").put("sigma", "0.3"),
                        "retrain .* on letters by noise|evaluate .* on letters"),
                new Change("evaluated images", s -> at(s, "/study/evaluation").put("images", 3), "evaluate.*"),
                new Change(
                        "an attack",
                        s -> at(s, "/study/evaluation/attacks/0/pgd").put("steps", 3),
                        "evaluate.*"),
                new Change(
                        "another epsilon",
                        s -> ((ArrayNode)
                                        at(s, "/study/evaluation/attacks/0/pgd").get("epsilons"))
                                .add("1/255"),
                        "evaluate.*"),
                new Change(
                        "a certificate's alpha",
                        s -> at(s, "/study/evaluation/smoothing").put("alpha", "0.01"),
                        "evaluate.*"),
                new Change(
                        "a certificate's draws",
                        s -> at(s, "/study/evaluation/smoothing").put("samples", 77),
                        "evaluate.*"),
                new Change("a certificate at given radii", s -> anytime(at(s, "/study/evaluation")), "evaluate.*"));
    }

    private static void anytime(ObjectNode evaluation) {
        ObjectNode anytime = evaluation.putObject("anytimeSmoothing");
        anytime.putArray("sigmas").add("0.5").add("1/4");
        anytime.putArray("radii").add("0.5").add("0.25").add("1/2");
        anytime.put("alpha", "0.001").put("maxSamples", 1000).put("selectionSamples", 10);
    }

    @Test
    void radii_are_asked_for_by_one_measure_per_sigma_that_leaves_the_others_as_they_are() {
        Plan before = plan(study());
        Plan after = changed(s -> anytime(at(s, "/study/evaluation")));
        StageDocument.Evaluate was = evaluate(before);
        StageDocument.Evaluate is = evaluate(after);
        List<Fraction> radii = List.of(Fraction.of("0.25"), Fraction.of("0.5"));
        Fraction alpha = Fraction.of("0.001");
        assertThat(is.measures().further())
                .filteredOn(Measure.Anytime.class::isInstance)
                .containsExactly(
                        new Measure.Anytime(
                                Fraction.of("0.25"),
                                radii,
                                alpha,
                                1000,
                                10,
                                was.measures().images()),
                        new Measure.Anytime(
                                Fraction.of("0.5"),
                                radii,
                                alpha,
                                1000,
                                10,
                                was.measures().images()));
        assertThat(is.measures().smoothing()).isEqualTo(was.measures().smoothing());
        assertThat(is.revisions()).containsEntry("measure/anytime", 1);
        assertThat(was.revisions()).doesNotContainKey("measure/anytime");
        assertThat(CanonicalJson.bytes(was)).asString(UTF_8).doesNotContain("anytime");
    }

    @Test
    void fine_tuning_depends_on_the_scheme_inside_and_has_a_rate_of_its_own() {
        Plan plan = changed(s -> ((ArrayNode) at(s, "/study/targets/0").get("schemes"))
                .addObject()
                .put("name", "tuned")
                .putObject("full")
                .putObject("ceN")
                .put("sigma", "0.25"));
        StageDocument.TargetRetrain tuned = plan.stages().stream()
                .map(Stage::document)
                .filter(StageDocument.TargetRetrain.class::isInstance)
                .map(StageDocument.TargetRetrain.class::cast)
                .filter(each -> each.scheme().field().equals("full"))
                .findFirst()
                .orElseThrow();
        assertThat(tuned.revisions()).containsKeys("scheme/full", "scheme/ceN");
        assertThat(CanonicalJson.bytes(tuned))
                .asString(UTF_8)
                .contains("\"scheme\":{\"full\":{\"ceN\":{\"sigma\":\"0.25\"}}}");
        assertThat(Training.HEAD.optimizer())
                .isNotEqualTo(
                        new FullSpec(new CeSpec(), null, null).retraining().optimizer());
    }

    @Test
    void an_untrained_f_does_not_depend_on_how_others_are_trained() {
        ObjectNode spec = study();
        at(spec, "/study/source")
                .putArray("schemes")
                .addObject()
                .put("name", "floor")
                .putObject("untrained");
        ObjectNode other = spec.deepCopy();
        at(other, "/study/source").putObject("training").put("epochs", 7).put("batchSize", 9);
        StageDocument.SourceTrain train =
                (StageDocument.SourceTrain) plan(spec).stages().get(0).document();
        assertThat(train.training().epochs()).isZero();
        assertThat(plan(other).stages().get(0).key())
                .isEqualTo(plan(spec).stages().get(0).key());
        assertThat(plan(spec).cells().get(0).headKey())
                .isNotEqualTo(plan(spec).cells().get(0).train());
    }

    @Test
    void robust_linear_initialisation_goes_on_from_the_head_that_ceA_fits_which_is_computed_once() {
        Plan plan = changed(s -> {
            ArrayNode heads = at(s, "/study/targets/0").putArray("schemes");
            heads.addObject().put("name", "both").putObject("roli").put("steps", 3);
            heads.addObject().put("name", "head").putObject("ceA").put("steps", 3);
        });
        StageDocument.TargetRetrain second = retraining(plan, cell(plan, "both").retrain());
        StageDocument.TargetRetrain first = retraining(plan, cell(plan, "head").retrain());
        assertThat(second.head()).isEqualTo(cell(plan, "head").retrain());
        assertThat(second.parents()).containsExactly(first.source(), second.head());
        assertThat(second.revisions()).containsKeys("scheme/roli", "scheme/ceA");
        assertThat(first.training()).isEqualTo(Training.HEAD);
        assertThat(first.head()).isNull();
        assertThat(cell(plan, "both").evaluate())
                .isNotEqualTo(cell(plan, "head").evaluate());
        assertThat(keys(plan).indexOf(second.head()))
                .isLessThan(keys(plan).indexOf(cell(plan, "both").retrain()));
    }

    @Test
    void its_first_head_has_a_training_of_its_own_which_the_second_one_is_keyed_by() {
        Plan five = robustInitialisation(5);
        StageDocument.TargetRetrain second = retraining(five, cell(five, "both").retrain());
        assertThat(second.training().epochs()).isEqualTo(20);
        assertThat(retraining(five, second.head()).training().epochs()).isEqualTo(5);
        assertThat(cell(robustInitialisation(9), "both").retrain())
                .isNotEqualTo(cell(five, "both").retrain());
        assertThat(Planner.count(five.study())).isEqualTo(five.stages().size());
    }

    private static Plan robustInitialisation(int epochs) {
        return changed(s -> {
            ((ArrayNode) at(s, "/study").get("targets")).remove(1);
            at(s, "/study/targets/0")
                    .putArray("schemes")
                    .addObject()
                    .put("name", "both")
                    .putObject("roli")
                    .put("steps", 3)
                    .putObject("head")
                    .put("epochs", epochs);
        });
    }

    private static Plan.Cell cell(Plan plan, String head) {
        return plan.cells().stream()
                .filter(each -> head.equals(each.head()))
                .findFirst()
                .orElseThrow();
    }

    private static StageDocument.TargetRetrain retraining(Plan plan, String key) {
        return (StageDocument.TargetRetrain) plan.stages().stream()
                .filter(each -> each.key().equals(key))
                .findFirst()
                .orElseThrow()
                .document();
    }

    @Test
    void given_weights_are_one_stage_for_all_seeds_wherever_their_file_is() {
        Plan here = given("file:a.safetensors");
        List<Plan.Cell> cells = here.cells().stream()
                .filter(each -> each.source().equals("given"))
                .toList();
        assertThat(cells).extracting(Plan.Cell::seed).contains(0L, 1L);
        assertThat(cells).extracting(Plan.Cell::train).containsOnly(cells.get(0).train());
        assertThat(cells.stream().filter(each -> each.target() == null).map(Plan.Cell::evaluate))
                .as("its own head")
                .containsOnly(cells.get(0).evaluate());
        assertThat(cells.stream()
                        .filter(each -> "ce".equals(each.head()) && "letters".equals(each.target()))
                        .map(Plan.Cell::retrain))
                .as("a new head for each seed")
                .doesNotHaveDuplicates();
        assertThat(keys(given("s3://bucket/elsewhere/b.safetensors"))).isEqualTo(keys(here));
        Plan varied = changed(weights("file:a.safetensors")
                .andThen(s -> at(s, "/study/source/dataset").put("validation", "0.3")));
        assertThat(varied.cells().stream()
                        .filter(each -> each.source().equals("given"))
                        .map(Plan.Cell::train))
                .as("however others are trained")
                .containsOnly(cells.get(0).train());
    }

    private static Plan given(String uri) {
        return changed(weights(uri));
    }

    private static Consumer<ObjectNode> weights(String uri) {
        return s -> ((ArrayNode) at(s, "/study/source").get("schemes"))
                .addObject()
                .put("name", "given")
                .putObject("pretrained")
                .put("uri", uri)
                .put("sha256", "0".repeat(64));
    }

    @Test
    void attacks_are_checked_unless_that_is_left_out() {
        assertThat(evaluate(plan(study())).measures().further()).containsExactly(new Measure.Unbounded());
        Plan without = changed(s -> at(s, "/study/evaluation").put("sanityChecks", false));
        assertThat(evaluate(without).measures().further()).isNull();
    }

    @Test
    void six_images_are_shown_under_the_strongest_attack_unless_other_is_said() {
        Measure.InBall shown = evaluate(plan(study())).measures().examples();
        assertThat(shown.images()).isEqualTo(6);
        Plan two = changed(s -> at(s, "/study/evaluation").put("examples", 2));
        assertThat(evaluate(two).measures().examples().images()).isEqualTo(2);
        assertThat(evaluate(two).measures().examples().epsilon()).isEqualTo(shown.epsilon());
        Plan none = changed(s -> at(s, "/study/evaluation").put("examples", 0));
        assertThat(evaluate(none).measures().examples()).isNull();
        assertThat(CanonicalJson.bytes(evaluate(none))).asString(UTF_8).doesNotContain("examples");
    }

    @Test
    void the_strongest_attack_tries_most_in_the_largest_ball_of_the_threats_norm() {
        Plan plan = changed(s -> {
            ArrayNode attacks = at(s, "/study/evaluation").putArray("attacks");
            attack(attacks, "aa", "autoAttack").putArray("epsilons").add("0.05");
            attack(attacks, "fgsm", "fgsm").putArray("epsilons").add("0.1");
            attack(attacks, "square", "square")
                    .put("queries", 5000)
                    .putArray("epsilons")
                    .add("0.05")
                    .add("0.1");
            attack(attacks, "far", "pgd")
                    .put("norm", "L2")
                    .put("steps", 20)
                    .put("restarts", 1)
                    .putArray("epsilons")
                    .add("2");
            ((ObjectNode) attacks.get(2)).put("images", 4);
        });
        assertThat(evaluate(plan).measures().examples())
                .isEqualTo(new Measure.Square(Norm.LINF, Fraction.of("0.1"), 5000, 4));
        Plan other = changed(s -> attack(at(s, "/study/evaluation").putArray("attacks"), "far", "pgd")
                .put("norm", "L2")
                .put("steps", 20)
                .put("restarts", 1)
                .putArray("epsilons")
                .add("2"));
        assertThat(evaluate(other).measures().examples().norm()).isEqualTo(Norm.L2);
    }

    private static ObjectNode attack(ArrayNode attacks, String name, String kind) {
        return attacks.addObject().put("name", name).putObject(kind);
    }

    private static StageDocument.Evaluate evaluate(Plan plan) {
        return plan.stages().stream()
                .map(Stage::document)
                .filter(StageDocument.Evaluate.class::isInstance)
                .map(StageDocument.Evaluate.class::cast)
                .findFirst()
                .orElseThrow();
    }

    @ParameterizedTest
    @MethodSource("changes")
    void a_field_of_the_science_changes_the_keys_of_exactly_the_stages_that_depend_on_it(Change change) {
        Plan before = plan(study());
        Plan after = changed(change.change());
        Map<String, String> was = byTitle(before);
        byTitle(after).forEach((title, key) -> {
            boolean depends = title.matches(change.titles());
            if (change.what().startsWith("threat")) {
                depends = dependsOnThreat(title);
            }
            assertThat(!key.equals(was.get(title))).as(title).isEqualTo(depends);
        });
    }

    /** ce's training and its heads do not attack; ceA does, and every evaluation attacks within its own epsilons. */
    private static boolean dependsOnThreat(String title) {
        return title.contains("adv");
    }

    @Test
    void digests_and_revisions_change_the_keys_of_the_stages_that_use_them() {
        Map<String, String> was = byTitle(plan(study()));
        Map<String, String> otherLetters =
                byTitle(plan(study(), Map.of("source", "aa", "target/letters", "cc"), Revisions.CURRENT));
        Map<String, Integer> raised = new TreeMap<>(Revisions.CURRENT.of());
        raised.put("scheme/ceA", 2);
        Map<String, String> otherCeA = byTitle(plan(study(), DIGESTS, new Revisions(raised)));
        was.forEach((title, key) -> {
            assertThat(!key.equals(otherLetters.get(title))).as(title).isEqualTo(title.contains("on letters"));
            assertThat(!key.equals(otherCeA.get(title))).as(title).isEqualTo(title.contains("adv"));
        });
    }

    @Test
    void images_prepared_otherwise_change_every_key() {
        Map<String, Integer> raised = new TreeMap<>(Revisions.CURRENT.of());
        raised.put("preparation", 2);
        Plan other = plan(study(), DIGESTS, new Revisions(raised));
        assertThat(keys(other)).doesNotContainAnyElementsOf(keys(plan(study())));
        other.stages().stream()
                .map(Stage::document)
                .filter(StageDocument.Evaluate.class::isInstance)
                .map(StageDocument.Evaluate.class::cast)
                .forEach(stage -> assertThat(Part.of(stage, new Measure.Clean(), stage.source())
                                .revisions())
                        .isEqualTo(Map.of("preparation", 2, "measure/clean", 1)));
    }

    private static Map<String, String> byTitle(Plan plan) {
        return plan.stages().stream().collect(Collectors.toMap(Stage::title, Stage::key));
    }

    @Test
    void a_seed_more_adds_stages_and_changes_none() {
        Plan more = changed(spec -> ((ArrayNode) at(spec, "/study").get("seeds")).add(9));
        assertThat(keys(more)).containsAll(keys(plan(study())));
        assertThat(more.stages().size()).isEqualTo(plan(study()).stages().size() / 2 * 3);
    }

    @Test
    void two_schemes_that_say_the_same_are_one_stage_and_two_rows() {
        Plan plan = changed(spec -> ((ArrayNode) at(spec, "/study/source").get("schemes"))
                .addObject()
                .put("name", "again")
                .putObject("ce"));
        assertThat(plan.stages()).hasSameSizeAs(plan(study()).stages());
        assertThat(plan.cells().stream().filter(c -> c.source().equals("again")))
                .isNotEmpty();
    }

    @Test
    void a_measure_is_a_part_whose_key_knows_no_other_measure_and_no_other_head() {
        Plan before = plan(study());
        Plan after = changed(spec -> {
            ((ArrayNode) at(spec, "/study/evaluation").get("attacks")).remove(1);
            ((ArrayNode) at(spec, "/study/targets/0").get("schemes")).remove(1);
        });
        assertThat(parts(before)).containsAll(parts(after));
    }

    private static Set<String> parts(Plan plan) {
        Set<String> parts = new HashSet<>();
        for (Stage stage : plan.stages()) {
            if (stage.document() instanceof StageDocument.Evaluate evaluate) {
                List<String> heads = evaluate.heads().isEmpty() ? List.of(evaluate.source()) : evaluate.heads();
                for (String head : heads) {
                    for (Measure measure : evaluate.measures().attacks()) {
                        parts.add(Part.of(evaluate, measure, head).key());
                    }
                }
            }
        }
        return parts;
    }

    @Test
    void a_document_is_read_back_as_it_was_written() throws IOException {
        for (Stage stage : plan(study()).stages()) {
            byte[] json = CanonicalJson.bytes(stage.document());
            StageDocument read = CanonicalJson.read(json, StageDocument.class);
            assertThat(read).isEqualTo(stage.document());
            assertThat(CanonicalJson.key(read)).isEqualTo(stage.key());
        }
    }

    @Test
    void a_plan_is_read_back_as_it_was_written() throws IOException {
        Plan plan = plan(study());
        Plan read = CanonicalJson.read(CanonicalJson.bytes(plan), Plan.class);
        assertThat(read).isEqualTo(plan);
        assertThat(read.hash()).isEqualTo(plan.hash());
    }

    @Test
    void twenty_thousand_stages_plan_in_seconds_and_more_are_refused() {
        ObjectNode spec = study();
        ArrayNode schemes = at(spec, "/study/source").putArray("schemes");
        for (int i = 1; i <= 62; i++) {
            schemes.addObject().put("name", "n" + i).putObject("ceN").put("sigma", i + "/100");
        }
        ArrayNode seeds = at(spec, "/study").putArray("seeds");
        for (int i = 0; i < 46; i++) {
            seeds.add(i);
        }
        assertThat(plan(spec).stages().size()).isEqualTo(62 * 46 * 7);

        seeds.add(46).add(47);
        assertThatThrownBy(() -> plan(spec))
                .isInstanceOf(Planner.TooManyStages.class)
                .hasMessageContaining("20832 stages, at most 20000");
    }

    @Test
    void a_plan_s_hash_is_that_of_its_canonical_json_though_that_is_never_held_as_a_whole() {
        for (Layout layout : Layout.values()) {
            for (ObjectNode spec : List.of(study(), study().without("stores"))) {
                Plan plan = plan(spec, DIGESTS, Revisions.CURRENT, layout);
                assertThat(plan.hash())
                        .isEqualTo(CanonicalJson.key(plan))
                        .isEqualTo(CanonicalJson.sha256(CanonicalJson.bytes(plan)));
            }
        }
    }
}
