package io.robusttransfer.operator.decide;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Condition;
import io.robusttransfer.crds.api.ExperimentStatus;
import io.robusttransfer.crds.api.OnFailure;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class FailedReconciliationTest {
    private static final Obstacle WHY = Obstacle.action("ApiError", "the API server says: forbidden");

    @Test
    void an_experiment_that_cannot_be_reconciled_is_stalled_and_keeps_all_that_was_known() {
        Scene scene = Scene.planned(0);
        ExperimentStatus before = scene.status;
        Decision said = FailedReconciliation.decide(before, 1, WHY, scene.now);
        assertThat(said.status().phase()).isEqualTo("Stalled");
        assertThat(said.status().plan()).isEqualTo(before.plan());
        assertThat(said.status().done()).isEqualTo(before.done());
        Condition ready = Conditions.find(said.status(), Conditions.READY).orElseThrow();
        assertThat(ready.getReason()).isEqualTo("ApiError");
        assertThat(ready.getMessage()).isEqualTo("the API server says: forbidden");
        assertThat(Conditions.isTrue(said.status(), Conditions.RECONCILING)).isFalse();
        assertThat(said.events()).singleElement().satisfies(event -> assertThat(event.reason())
                .isEqualTo("ApiError"));
        assertThat(said.starts()).isEmpty();
        assertThat(said.deletions()).isEmpty();
    }

    @Test
    void the_same_failure_is_said_once() {
        Scene scene = Scene.planned(0);
        ExperimentStatus said =
                FailedReconciliation.decide(scene.status, 1, WHY, scene.now).status();
        Decision again = FailedReconciliation.decide(said, 1, WHY, scene.now.plus(Duration.ofMinutes(1)));
        assertThat(again.status()).isEqualTo(said);
        assertThat(again.events()).isEmpty();
    }

    @Test
    void it_goes_on_with_the_next_reconciliation_that_does_not_fail() {
        Scene scene = Scene.planned(0);
        ExperimentStatus before = scene.status;
        scene.status = FailedReconciliation.decide(before, 1, WHY, scene.now).status();
        Decision next = scene.decide();
        assertThat(next.status().phase()).isEqualTo(before.phase());
        assertThat(next.events()).anyMatch(event -> event.reason().equals("GoesOn"));
    }

    @Test
    void a_suspended_experiment_is_not_said_to_be_resumed() {
        Scene scene = Scene.planned(0).execution(8, true, OnFailure.CONTINUE, 3);
        scene.decideAndWrite();
        Decision said = FailedReconciliation.decide(scene.status, 1, WHY, scene.now);
        assertThat(said.events()).extracting(Decision.StatusEvent::reason).containsExactly("ApiError");
    }

    @Test
    void what_is_complete_stays_complete() {
        Scene scene = Scene.planned().done(0, 1, 2, 3).reported();
        scene.decideAndWrite();
        ExperimentStatus complete = scene.status;
        assertThat(FailedReconciliation.decide(complete, 1, WHY, scene.now).status())
                .isEqualTo(complete);
    }
}
