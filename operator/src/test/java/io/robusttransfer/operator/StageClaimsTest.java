package io.robusttransfer.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.robusttransfer.operator.StageClaims.Claimant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class StageClaimsTest {
    private static final Claimant A = claimant("a");
    private static final Claimant B = claimant("b");
    private static final Claimant C = claimant("c");

    private long now;
    private final StageClaims claims = new StageClaims(() -> now);

    @Test
    void of_sets_that_overlap_in_a_ring_each_gets_all_or_nothing() {
        assertThat(claims.claim(A, Set.of("a", "b"))).isTrue();
        assertThat(claims.claim(B, Set.of("b", "c"))).isFalse();
        assertThat(claims.claim(C, Set.of("c", "a"))).isFalse();
        assertThat(claims.release(A, Set.of("a", "b"))).containsExactlyInAnyOrder(B.name(), C.name());
        assertThat(claims.claim(C, Set.of("c", "a")))
                .as("nothing of it is left with B")
                .isTrue();
        assertThat(claims.claim(B, Set.of("b", "c"))).isFalse();
        assertThat(claims.release(C, Set.of("c", "a"))).containsExactly(B.name());
        assertThat(claims.claim(B, Set.of("b", "c"))).isTrue();
        assertThat(claims.release(B, Set.of("b", "c"))).isEmpty();
    }

    @Test
    void stages_of_nobody_else_wait_for_nobody() {
        assertThat(claims.claim(A, Set.of("a"))).isTrue();
        assertThat(claims.claim(B, Set.of("b"))).isTrue();
        assertThat(claims.claim(C, Set.of())).isTrue();
    }

    @Test
    void a_release_of_what_another_claims_changes_nothing() {
        claims.claim(A, Set.of("a"));
        claims.claim(B, Set.of("a"));
        assertThat(claims.release(B, Set.of("a"))).isEmpty();
        assertThat(claims.claim(C, Set.of("a"))).isFalse();
    }

    @Test
    void a_job_that_may_yet_be_created_keeps_others_out_but_not_who_asks_for_it_again() {
        claims.claim(A, Set.of("a"));
        claims.keepUnanswered(A, Set.of("a"));
        assertThat(claims.claim(B, Set.of("a"))).isFalse();
        assertThat(claims.claim(A, Set.of("a"))).isTrue();
        assertThat(claims.release(A, Set.of("a"))).as("it did not ask again").isEmpty();
        assertThat(claims.claim(B, Set.of("a"))).isFalse();
        assertThat(claims.claim(A, Set.of("a"))).isTrue();
        assertThat(claims.releaseDone(A, Set.of("a"))).containsExactly(B.name());
        assertThat(claims.claim(B, Set.of("a"))).isTrue();
    }

    @Test
    void a_creator_that_never_comes_back_is_waited_for_no_longer_than_the_api_server_may_take() {
        claims.claim(A, Set.of("a"));
        claims.keepUnanswered(A, Set.of("a"));
        now += StageClaims.UNANSWERED.toNanos();
        assertThat(claims.claim(B, Set.of("a"))).isFalse();
        now += 1;
        assertThat(claims.claim(B, Set.of("a"))).isTrue();
        assertThat(claims.release(A, Set.of("a"))).as("it comes back after all").isEmpty();
        assertThat(claims.claim(C, Set.of("a"))).isFalse();
    }

    @Test
    void a_claim_that_is_at_work_does_not_run_out() {
        claims.claim(A, Set.of("a"));
        now += StageClaims.UNANSWERED.toNanos() * 100;
        assertThat(claims.claim(B, Set.of("a"))).isFalse();
    }

    @Test
    void what_a_job_does_is_not_kept() {
        claims.claim(A, Set.of("a", "b"));
        claims.keepUnanswered(A, Set.of("a", "b"));
        claims.claim(B, Set.of("a"));
        claims.claim(C, Set.of("b"));
        assertThat(claims.releaseDone(A, Set.of("a"))).containsExactly(B.name());
        assertThat(claims.claim(B, Set.of("a"))).isTrue();
        assertThat(claims.claim(C, Set.of("b"))).isFalse();
    }

    @Test
    void another_experiment_of_the_same_name_holds_no_claim_of_the_first() {
        claims.claim(A, Set.of("a"));
        Claimant next = new Claimant(A.name(), "another uid");
        assertThat(claims.claim(next, Set.of("a"))).isFalse();
        assertThat(claims.release(next, Set.of("a"))).isEmpty();
        assertThat(claims.claim(B, Set.of("a"))).isFalse();
    }

    private static Claimant claimant(String name) {
        return new Claimant(new ResourceID(name, "one"), "uid of " + name);
    }

    /** Each step one experiment claims two of five stages, or releases what it has. */
    @Property(tries = 300)
    void no_stage_is_claimed_twice_and_whoever_met_a_claim_is_called_when_it_ends(
            @ForAll @Size(max = 80) List<@IntRange(min = 0, max = 39) Integer> steps) {
        StageClaims fresh = new StageClaims(() -> now);
        Map<Claimant, Set<String>> held = new HashMap<>();
        Map<ResourceID, Set<String>> waits = new HashMap<>();
        for (int step : steps) {
            Claimant experiment = claimant("e" + step % 4);
            Set<String> wanted = new TreeSet<>(List.of("s" + step % 5, "s" + step / 8));
            if (held.containsKey(experiment)) {
                Set<String> released = held.remove(experiment);
                Set<ResourceID> called = fresh.release(experiment, released);
                waits.forEach((who, met) -> {
                    if (met.stream().anyMatch(released::contains)) {
                        assertThat(called).contains(who);
                    }
                });
                called.forEach(waits::remove);
            } else {
                Set<String> taken = new HashSet<>();
                held.values().forEach(taken::addAll);
                boolean free = wanted.stream().noneMatch(taken::contains);
                assertThat(fresh.claim(experiment, wanted)).isEqualTo(free);
                if (free) {
                    held.put(experiment, wanted);
                    waits.remove(experiment.name());
                } else {
                    wanted.retainAll(taken);
                    waits.put(experiment.name(), wanted);
                }
            }
        }
    }
}
