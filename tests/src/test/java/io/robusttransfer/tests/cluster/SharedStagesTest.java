package io.robusttransfer.tests.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.robusttransfer.tests.cluster.ResultsBucket.Attempt;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Stages that several experiments want are worked out once. */
@OnCluster
@OnCluster.Long
class SharedStagesTest {
    /** The same worker under another name. */
    private static final String OTHER_IMAGE =
            System.getenv().getOrDefault("RT_OTHER_WORKER_IMAGE", "localhost/robust-transfer-worker:other");

    @BeforeAll
    static void deploy() {
        Operator.deploy();
    }

    @Test
    void two_experiments_at_once_compute_each_common_stage_once() {
        try (Lab lab = Lab.open("shared")) {
            assertCommonStagesOnce(lab, Manifest.small().parallel(4).named("one"), other());
        }
    }

    /** An experiment whose stages are some of the small one's, and whose pods are otherwise. */
    static Manifest other() {
        return Manifest.small()
                .ofSources("ce")
                .parallel(2)
                .named("two")
                .labelled("team", "other")
                .limits("memory", "1Gi")
                .image(OTHER_IMAGE);
    }

    /** @param one of all stages */
    static void assertCommonStagesOnce(Lab lab, Manifest one, Manifest two) {
        CompletableFuture<Applied> first = CompletableFuture.supplyAsync(() -> lab.apply(one));
        CompletableFuture<Applied> second = CompletableFuture.supplyAsync(() -> lab.apply(two));
        first.join().awaitComplete();
        second.join().awaitComplete();
        lab.history().assertEachBegunOnce();
        assertThat(lab.results().stages()).isEqualTo(LaptopRun.of(one).stages());
    }

    @Test
    void when_the_owner_is_deleted_the_other_goes_on_from_the_saved_state() {
        try (Lab lab = Lab.open("owner")) {
            Manifest manifest = Manifest.lessSlow().ofSources("ceA");
            Applied owner = lab.apply(manifest.named("owner"));
            owner.await("it trains", now -> lab.history().attempts().size() == 1);
            Applied other = lab.apply(manifest.named("other"));
            owner.await("a state is saved", now -> lab.history().saved().size() >= 2);
            other.await(
                    "it waits for the owner's Job",
                    now -> now.status().path("plan").has("hash"));
            owner.delete();
            other.awaitComplete();
            List<Attempt> attempts =
                    lab.history().of(lab.history().attempts().get(0).key());
            assertThat(attempts).hasSize(2);
            assertThat(attempts.get(1).resumedFrom()).isPositive();
            assertThat(lab.results().stages()).isEqualTo(LaptopRun.of(manifest).stages());
        }
    }

    @Test
    void in_two_namespaces_the_results_are_the_same() {
        try (Lab here = Lab.open("here");
                Lab there = Lab.open("there")) {
            Applied one = here.apply(Manifest.small());
            Applied two = there.apply(Manifest.small());
            one.awaitComplete();
            two.awaitComplete();
            assertThat(here.results().stages())
                    .isNotEmpty()
                    .isEqualTo(there.results().stages());
            assertThat(here.results().parts()).isEqualTo(there.results().parts());
        }
    }
}
