package io.robusttransfer.tests.scale;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.robusttransfer.tests.cluster.AuditLog.Write;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class WaitTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    /** Lists 0 and 1 need the plan alone, 2 needs both. */
    private static final List<Set<Integer>> NEEDS = List.of(Set.of(), Set.of(), Set.of(0, 1));

    private final List<Write> writes = new ArrayList<>();

    @Test
    void a_list_waits_from_the_last_end_of_what_it_needs_to_when_its_job_is_asked_for() {
        created("e", "plan", null, 0);
        ended("e-plan", 1);
        created("e", "list", 0, 1.5);
        created("e", "list", 1, 4);
        ended("e-list0", 2);
        ended("e-list1", 5);
        ended("e-list1", 7); // only the first end counts
        created("e", "list", 2, 5.25);
        created("e", "report", null, 9);
        assertThat(Wait.of(writes, NEEDS))
                .containsExactlyInAnyOrder(
                        new Wait("e-list0", false, 0.5),
                        new Wait("e-list1", false, 3),
                        new Wait("e-list2", true, 0.25));
    }

    @Test
    void experiments_are_told_apart_and_a_creation_that_was_refused_is_none() {
        created("e", "plan", null, 0);
        created("f", "plan", null, 0);
        ended("e-plan", 1);
        ended("f-plan", 2);
        writes.add(write("create", "jobs", "e-list0", 1.1, 409, job("e", "list", 0)));
        created("e", "list", 0, 3);
        created("f", "list", 0, 3);
        assertThat(Wait.of(writes, NEEDS))
                .containsExactlyInAnyOrder(new Wait("e-list0", false, 2), new Wait("f-list0", false, 1));
    }

    @Test
    void a_job_that_was_asked_for_before_the_writer_of_the_end_was_answered_has_not_waited() {
        created("e", "plan", null, 0);
        ended("e-plan", 1);
        created("e", "list", 0, 0.99);
        assertThat(Wait.of(writes, NEEDS)).containsExactly(new Wait("e-list0", false, 0));
    }

    @Test
    void median_and_percentile_are_those_of_the_library_s_seventh_kind() {
        Sample hundred = new Sample(
                IntStream.rangeClosed(1, 101).mapToDouble(i -> 102 - i).boxed().toList());
        assertThat(hundred.median()).isEqualTo(51);
        assertThat(hundred.p99()).isEqualTo(100);
        assertThat(hundred.most()).isEqualTo(101);
        assertThat(new Sample(List.of(1.0, 2.0)).median()).isEqualTo(1.5);
    }

    private void created(String experiment, String task, Integer list, double at) {
        writes.add(write("create", "jobs", "", at, 201, job(experiment, task, list)));
    }

    private void ended(String job, double at) {
        String complete = "{\"status\": {\"conditions\": [{\"type\": \"Complete\", \"status\": \"True\"}]}}";
        writes.add(write("update", "jobs/status", job, at, 200, complete));
    }

    private static String job(String experiment, String task, Integer list) {
        return """
                {"metadata": {
                  "name": "%s-%s%s",
                  "labels": {"robusttransfer.io/uid": "%s", "robusttransfer.io/task": "%s"},
                  "annotations": {%s}}}
                """.formatted(
                        experiment,
                        task,
                        list == null ? "" : list,
                        experiment,
                        task,
                        list == null ? "" : "\"robusttransfer.io/list\": \"" + list + "\"");
    }

    private static Write write(String verb, String resource, String name, double at, int code, String sent) {
        Instant when = START.plusMillis(Math.round(at * 1000));
        try {
            return new Write(when, when, "someone", verb, resource, "n", name, code, new ObjectMapper().readTree(sent));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
