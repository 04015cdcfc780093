package io.robusttransfer.worker.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.robusttransfer.crds.api.Study;
import io.robusttransfer.crds.plan.Plan;
import io.robusttransfer.crds.plan.Planner;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** The definition's count of stages, beside the planner's. */
class MostStagesTest {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final List<String> SOURCES = List.of("ce", "supcon", "lipschitz", "pretrained");
    private static final List<String> HEADS = List.of("ce", "ceN", "lwf", "roli", "full");
    private static final Pattern AT_LEAST = Pattern.compile("comes to at least ([1-9]\\d*) stages, at most 20000 .*");

    private final Rules rules = new Rules(countingRule());

    @Property
    void what_the_planner_takes_is_never_refused_and_no_more_is_said_than_it_counts(
            @ForAll long chance,
            @ForAll @IntRange(min = 1, max = 50) int seeds,
            @ForAll @IntRange(min = 1, max = 64) int sources,
            @ForAll @IntRange(min = 1, max = 16) int targets) {
        ObjectNode study = study(new Random(chance), seeds, sources, targets);
        long count = Planner.count(MAPPER.convertValue(study, Study.class));
        List<String> refusals =
                rules.broken(study).stream().map(Problem::message).toList();
        if (count <= Plan.MOST_STAGES) {
            assertThat(refusals).isEmpty();
        }
        assertThat(refusals).hasSizeLessThanOrEqualTo(1).allSatisfy(message -> assertThat(said(message))
                .isBetween(Plan.MOST_STAGES + 1L, count));
    }

    @Property(tries = 100)
    void where_every_head_is_over_the_frozen_f_the_count_is_exact(
            @ForAll @IntRange(min = 1, max = 50) int seeds,
            @ForAll @IntRange(min = 1, max = 64) int sources,
            @ForAll @IntRange(min = 1, max = 16) int heads) {
        ObjectNode study = MAPPER.createObjectNode();
        seeds(study, seeds);
        several(study.putObject("source").putArray("schemes"), "ce", sources);
        several(study.putArray("targets").addObject().putArray("schemes"), "ceN", heads);
        long count = Planner.count(MAPPER.convertValue(study, Study.class));
        List<Long> said =
                rules.broken(study).stream().map(each -> said(each.message())).toList();
        assertThat(said).isEqualTo(count <= Plan.MOST_STAGES ? List.of() : List.of(count));
    }

    private static long said(String message) {
        Matcher matcher = AT_LEAST.matcher(message);
        assertThat(message).matches(AT_LEAST);
        return matcher.matches() ? Long.parseLong(matcher.group(1)) : 0;
    }

    private static ObjectNode study(Random random, int seeds, int sources, int targets) {
        ObjectNode study = MAPPER.createObjectNode();
        seeds(study, seeds);
        ArrayNode schemes = study.putObject("source").putArray("schemes");
        for (int i = 0; i < sources; i++) {
            schemes.addObject().putObject(SOURCES.get(random.nextInt(SOURCES.size())));
        }
        ArrayNode all = study.putArray("targets");
        for (int i = 0; i < targets; i++) {
            ArrayNode heads = all.addObject().putArray("schemes");
            for (int j = random.nextInt(16); j >= 0; j--) {
                heads.addObject().putObject(HEADS.get(random.nextInt(HEADS.size())));
            }
        }
        return study;
    }

    private static void seeds(ObjectNode study, int seeds) {
        ArrayNode all = study.putArray("seeds");
        for (int i = 0; i < seeds; i++) {
            all.add(i);
        }
    }

    private static void several(ArrayNode schemes, String scheme, int many) {
        for (int i = 0; i < many; i++) {
            schemes.addObject().putObject(scheme);
        }
    }

    private static JsonNode countingRule() {
        ObjectNode counting = MAPPER.createObjectNode();
        ArrayNode validations = counting.putArray("x-kubernetes-validations");
        Definition.schema()
                .at("/properties/spec/properties/study/x-kubernetes-validations")
                .forEach(rule -> {
                    if (rule.path("rule").asText().startsWith("self.seeds.size()")) {
                        validations.add(rule);
                    }
                });
        assertThat(validations).hasSize(1);
        return counting;
    }
}
