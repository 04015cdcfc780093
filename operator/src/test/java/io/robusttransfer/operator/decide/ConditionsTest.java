package io.robusttransfer.operator.decide;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConditionsTest {
    @Test
    void what_works_counts_by_what_it_does() {
        assertThat(phase("Running")).isEqualTo("Running");
        assertThat(phase("Suspended")).isEqualTo("Suspended");
    }

    @Test
    void what_waits_for_time_does_not_count_as_stalled() {
        assertThat(phase("Queued")).isEqualTo("Waiting");
    }

    @Test
    void an_obstacle_that_needs_action_counts_as_stalled_whatever_its_reason() {
        assertThat(phase("SecretMissing", "Stalled")).isEqualTo("Stalled");
        assertThat(phase("Suspended", "Stalled")).isEqualTo("Stalled");
    }

    @Test
    void what_is_over_counts_as_that() {
        assertThat(phase("ReportFailed", "Stalled", "Failed")).isEqualTo("Failed");
        assertThat(phase("Complete", "Complete")).isEqualTo("Complete");
    }

    private static String phase(String reason, String... isTrue) {
        List<Condition> conditions = List.of("Ready", "Stalled", "Complete", "Failed").stream()
                .map(type -> new ConditionBuilder()
                        .withType(type)
                        .withStatus(List.of(isTrue).contains(type) ? "True" : "False")
                        .withReason(type.equals("Ready") ? reason : "Other")
                        .build())
                .toList();
        return Conditions.phase(conditions);
    }
}
