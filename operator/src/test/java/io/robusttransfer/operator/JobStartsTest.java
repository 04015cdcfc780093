package io.robusttransfer.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.robusttransfer.crds.api.ExperimentStatus;
import io.robusttransfer.crds.api.PinnedPlan;
import io.robusttransfer.crds.api.RobustTransferExperiment;
import io.robusttransfer.crds.plan.Layout;
import io.robusttransfer.operator.act.JobWriter;
import io.robusttransfer.operator.act.OperatorMetrics;
import io.robusttransfer.operator.act.UnrepeatedClient;
import io.robusttransfer.operator.decide.Decision;
import io.robusttransfer.operator.decide.ExperimentPlan;
import io.robusttransfer.operator.decide.ExperimentPlan.StageList;
import io.robusttransfer.operator.decide.JobState;
import io.robusttransfer.operator.decide.ObservedJob;
import io.robusttransfer.operator.decide.Obstacle;
import io.robusttransfer.operator.decide.Snapshot;
import io.robusttransfer.operator.decide.Task;
import io.robusttransfer.operator.job.JobMetadata;
import io.robusttransfer.operator.job.JobName;
import io.robusttransfer.operator.job.ResultsLocation;
import io.robusttransfer.operator.job.WorkerJobs;
import io.robusttransfer.operator.observe.ExperimentCache;
import io.robusttransfer.operator.observe.Jobs;
import io.robusttransfer.operator.observe.Observation;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Experiments that share stages or the API server's time, beside an API server that creates Jobs at once, later or never. */
class JobStartsTest {
    private static final Duration PAUSE = Duration.ofMinutes(1);
    /** Creations. */
    private static final int AT_ONCE = 8;

    private static final JobState FAILED =
            new JobState.Failed(Instant.EPOCH, Optional.empty(), "Error", "", Optional.empty());

    private final JobApi api = new JobApi();
    private final KubernetesClient client = api.client();
    private final Map<String, Semaphore> calls = new ConcurrentHashMap<>();
    private final AtomicInteger mayLead = new AtomicInteger(Integer.MAX_VALUE);
    private volatile Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private final InstantSource clock = () -> now;
    private final Jobs jobs = new Jobs(client, clock, Set.of("research"));
    private final JobStarts starts = new JobStarts(
            clock,
            this::leads,
            jobs,
            new JobWriter(
                    client,
                    UnrepeatedClient.of(client),
                    jobs,
                    new WorkerJobs("worker:1"),
                    new OperatorMetrics(new SimpleMeterRegistry()),
                    this::leads));

    private final One ab = new One("ab", "ab");
    private final One bc = new One("bc", "bc");
    private final One ca = new One("ca", "ca");

    @BeforeEach
    void count_calls() {
        jobs.setEventHandler(event -> calls(event.getRelatedCustomResourceID()).release());
    }

    @AfterEach
    void stop() {
        client.close();
        api.close();
    }

    @Test
    void of_lists_that_overlap_in_a_ring_each_is_done_and_no_two_at_once() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(3);
        List<Future<?>> ends = new ArrayList<>();
        for (One experiment : List.of(ab, bc, ca)) {
            ends.add(threads.submit(() -> experiment.runUntilDone(List.of(ab, bc, ca))));
        }
        for (Future<?> end : ends) {
            end.get(1, TimeUnit.MINUTES);
        }
        threads.shutdown();
        assertThat(api.created()).hasSize(3);
    }

    @Test
    void a_creator_that_fails_between_claim_and_creation_holds_nobody_up() {
        ab.deciding = rounds -> {
            if (rounds == 2) {
                bc.act();
                assertThat(api.created()).as("ab claims b").isEmpty();
                throw new IllegalStateException("died");
            }
        };
        assertThatThrownBy(ab::act).hasMessage("died");
        assertThat(bc.wasCalled()).isTrue();
        bc.act();
        assertThat(api.created()).containsExactly("bc");
    }

    @Test
    void a_job_that_may_be_created_late_keeps_others_from_its_stages_until_it_is_there() {
        api.answerLate(true);
        ab.act();
        bc.act();
        api.answerLate(false);
        ab.act(); // something happened in the pause after an answer that did not come
        bc.act();
        assertThat(api.created()).isEmpty();
        assertThat(bc.wasCalled()).isFalse();

        api.createTheLate();
        assertThat(api.created()).containsExactly("ab");
        now = now.plus(PAUSE);
        ab.act();
        assertThat(bc.wasCalled()).as("now the Job shows what it does").isTrue();
        bc.act();
        assertThat(api.created()).containsExactly("ab");
    }

    @Test
    void jobs_that_may_be_created_late_are_waited_for_though_only_one_of_them_is_asked_for_again() {
        One two = new One("two", "a", "b");
        api.answerLate(true);
        two.act();
        api.answerLate(false);
        now = now.plus(PAUSE);
        api.answerLate(true);
        two.act(); // carefully: the first one alone
        api.answerLate(false);
        bc.act();
        assertThat(api.created()).as("the other may still come").isEmpty();
        api.createTheLate();
        now = now.plus(PAUSE);
        two.act();
        assertThat(bc.wasCalled()).isTrue();
        bc.act();
        assertThat(api.created()).containsExactly("two", "two");
    }

    @Test
    void an_earlier_attempt_that_has_ended_says_nothing_of_a_creation_that_was_not_answered() {
        ab.act();
        api.end(api.running("uid of ab").get(0));
        ab.attempt = 2;
        api.answerLate(true);
        ab.act();
        api.answerLate(false);
        ab.act();
        bc.act();
        assertThat(api.created()).as("the second may still come").containsExactly("ab");
        api.createTheLate();
        assertThat(api.created()).containsExactly("ab", "ab");
    }

    @Test
    void a_name_that_is_taken_keeps_no_other_list_from_being_begun() {
        One two = new One("two", "a", "b");
        api.occupy(two.jobName(0));
        api.occupy(two.jobName(1));
        two.act();
        api.vacate(two.jobName(1));
        now = now.plus(PAUSE);
        two.act(); // carefully: the first one alone, unless it is only its name
        assertThat(api.created()).containsExactly("another", "two");
        assertThat(two.cache.refusedFor(1, now))
                .as("the other is still not there")
                .isPresent();
    }

    @Test
    void who_asks_again_for_a_job_that_was_created_late_uses_it() {
        api.answerLate(true);
        ab.act();
        api.answerLate(false);
        now = now.plus(PAUSE);
        ab.deciding = rounds -> {
            if (rounds == 2) {
                api.createTheLate();
            }
        };
        ab.act();
        assertThat(api.created()).containsExactly("ab");
    }

    @Test
    void one_that_leads_no_more_creates_nothing_more() {
        One many = new One("many", "a", "b", "c");
        mayLead.set(2); // asked before the round, and before the first Job
        Round acted = many.act();
        assertThat(api.created()).hasSize(1);
        assertThat(acted.said()).isFalse();
        assertThat(acted.again()).isPresent();

        mayLead.set(0);
        many.act();
        assertThat(api.created()).hasSize(1);

        mayLead.set(Integer.MAX_VALUE);
        many.act();
        assertThat(api.created()).hasSize(3);
    }

    @Test
    void one_that_ends_creates_nothing_more_though_it_leads() {
        One many = new One("many", "a", "b");
        assertThat(starts.stop(Duration.ofSeconds(3))).isTrue();
        many.act();
        assertThat(api.created()).isEmpty();
    }

    @Test
    void jobs_that_are_only_of_no_use_any_more_are_deleted_a_few_at_a_time() {
        ab.done.add(0);
        ab.deletions = IntStream.range(0, 30)
                .mapToObj(i -> new Decision.Deletion("rt-" + i, "uid of rt-" + i, false, true, "enough of them"))
                .toList();
        Round acted = ab.act();
        assertThat(api.deletions()).hasSize(20);
        assertThat(acted.later()).contains(Duration.ofSeconds(5));
        ab.deletions = ab.deletions.subList(20, 30);
        now = now.plusSeconds(5);
        assertThat(ab.act().later()).isEmpty();
        assertThat(api.deletions()).hasSize(30).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 403, 409, 422, 429, 500, 504})
    void a_job_that_cannot_be_deleted_keeps_nothing_else_from_being_done_and_is_tried_again_after_a_pause(int code) {
        ab.deletions = List.of(
                new Decision.Deletion("rt-kept", "uid of rt-kept", true, "spec.execution.suspend is true"),
                new Decision.Deletion("rt-old", "uid of rt-old", false, "spec.execution.jobsHistory is 10"));
        api.answerDeletion("rt-kept", code);
        ab.act();
        assertThat(api.created()).containsExactly("ab");
        assertThat(api.deletions()).containsExactly("rt-kept", "rt-old");
        assertThat(ab.cache.failedDeletions().obstacles().get("uid of rt-kept"))
                .satisfies(why -> assertThat(why.reason()).isEqualTo("FailedDelete"))
                .satisfies(why -> assertThat(why.message())
                        .startsWith(
                                "Job rt-kept cannot be deleted (spec.execution.suspend is true): because of " + code));

        ab.deletions = ab.deletions.subList(0, 1);
        ab.act();
        assertThat(api.deletions()).as("within the pause").hasSize(2);
        now = now.plus(PAUSE);
        api.answerDeletion("rt-kept", 200);
        ab.act();
        assertThat(api.deletions()).containsExactly("rt-kept", "rt-old", "rt-kept");
        assertThat(ab.cache.failedDeletions().obstacles()).isEmpty();
    }

    @Test
    void a_creation_is_sent_once_since_this_process_may_lead_no_more_when_it_is_sent_again() {
        api.answerLate(true);
        ab.act();
        assertThat(api.creations()).isEqualTo(1);
    }

    @Test
    void one_that_leads_no_more_deletes_nothing_more() {
        ab.done.add(0);
        ab.deletions = List.of(
                new Decision.Deletion("rt-1", "uid of rt-1", false, "spec.execution.jobsHistory is 10"),
                new Decision.Deletion("rt-2", "uid of rt-2", false, "spec.execution.jobsHistory is 10"));
        mayLead.set(1);
        ab.act();
        assertThat(api.deletions()).containsExactly("rt-1");
    }

    @Test
    void in_overload_a_list_that_continues_goes_before_those_that_begin() throws Exception {
        One begins = new One("begins", "a", "b", "c", "d", "e", "f", "g", "h", "i", "j");
        One continues = new One("continues", Set.of(0), "k", "l");
        continues.done.add(0);
        api.hold();
        Thread first = new Thread(begins::act);
        first.start();
        assertThat(api.asked(AT_ONCE)).containsOnly("begins");
        CountDownLatch decided = new CountDownLatch(2);
        continues.deciding = rounds -> decided.countDown();
        Thread second = new Thread(continues::act);
        second.start();
        decided.await();
        while (second.getState() != Thread.State.WAITING) {
            Thread.onSpinWait(); // until its request is in the queue, behind two of the first
        }
        api.let(1);
        assertThat(api.asked(AT_ONCE + 1)).last().isEqualTo("continues");
        api.let(Integer.MAX_VALUE / 2);
        first.join();
        second.join();
        assertThat(api.created()).hasSize(11);
    }

    private boolean leads() {
        return mayLead.getAndUpdate(left -> Math.max(0, left - 1)) > 0;
    }

    private Semaphore calls(ResourceID experiment) {
        return calls.computeIfAbsent(experiment.getName(), any -> new Semaphore(0));
    }

    /** An experiment; each letter is a stage, each word a list of stages. */
    private final class One {
        final RobustTransferExperiment experiment = new KubernetesSerialization()
                .unmarshal(
                        JobStartsTest.class.getResourceAsStream("quickstart-as-served.json"),
                        RobustTransferExperiment.class);
        final ExperimentCache cache = new ExperimentCache();
        final Set<Integer> done = Collections.synchronizedSet(new TreeSet<>());
        final ExperimentPlan plan;
        List<Decision.Deletion> deletions = List.of();
        int attempt = 1;
        IntConsumer deciding = rounds -> {};

        One(String name, String... lists) {
            this(name, Set.of(), lists);
        }

        /** @param needs of all but the first list */
        One(String name, Set<Integer> needs, String... lists) {
            experiment.getMetadata().setName(name);
            experiment.getMetadata().setUid("uid of " + name);
            plan = new ExperimentPlan(
                    "f".repeat(64),
                    Layout.BY_MODEL,
                    lists.length,
                    IntStream.range(0, lists.length)
                            .mapToObj(i -> new StageList(
                                    lists[i], List.of(i), i == 0 ? Set.of() : needs, keys(lists[i]), "rt-" + lists[i]))
                            .toList());
        }

        String jobName(int list) {
            List<String> keys = plan.lists().get(list).keys();
            return JobName.ofList(ResultsLocation.of(experiment.getSpec()), keys)
                    .attempt(attempt);
        }

        Round act() {
            AtomicInteger rounds = new AtomicInteger();
            Supplier<Round> decide = () -> {
                deciding.accept(rounds.incrementAndGet());
                return decide();
            };
            return starts.act(experiment, cache, decide);
        }

        boolean wasCalled() {
            return calls(ResourceID.fromResource(experiment)).tryAcquire();
        }

        /** Starts what no Job does now, but after a start that failed not for a while. */
        private Round decide() {
            Optional<Obstacle> obstacle = cache.refusedFor(1, now)
                    .map(pause -> new Obstacle(Obstacle.Kind.NEEDS_TIME, "ApiError", "it did not answer"));
            List<Decision.Start> wanted = IntStream.range(0, plan.lists().size())
                    .filter(list -> obstacle.isEmpty() && !done.contains(list))
                    .filter(list ->
                            api.free(JobMetadata.cut(plan.lists().get(list).keys())))
                    .mapToObj(list -> new Decision.Start(new Task.DoList(list), attempt, 1))
                    .toList();
            PinnedPlan pin = new PinnedPlan(plan.hash(), 1, 1, null, Map.of(), Map.of(), null, null);
            ExperimentStatus status = new ExperimentStatus(
                    null, null, null, null, null, null, pin, null, null, null, null, null, Map.of());
            Snapshot snapshot = new Snapshot(
                    1,
                    experiment.getSpec().execution(),
                    status,
                    Optional.of(plan),
                    Stream.concat(
                                    api.running(experiment.getMetadata().getUid()).stream()
                                            .map(job -> observed(job, new JobState.Running())),
                                    api.ended(experiment.getMetadata().getUid()).stream()
                                            .map(job -> observed(job, FAILED)))
                            .toList(),
                    Map.of(),
                    Map.of(),
                    Map.of(),
                    cache.failedDeletions().obstacles(),
                    Optional.empty(),
                    obstacle);
            return Round.of(
                    new Observation(snapshot, Optional.empty()),
                    new Decision(deletions, List.of(), wanted, status, List.of(), Optional.empty()));
        }

        private static ObservedJob observed(Job job, JobState state) {
            return new ObservedJob(
                    job.getMetadata().getName(),
                    job.getMetadata().getUid(),
                    JobMetadata.of(job).orElseThrow().task(),
                    1,
                    1,
                    Instant.EPOCH,
                    state,
                    false);
        }

        Void runUntilDone(List<One> all) throws InterruptedException {
            while (!done.contains(0)) {
                act();
                for (Job own : api.running(experiment.getMetadata().getUid())) {
                    api.end(own);
                    done.add(0);
                    all.forEach(each ->
                            calls(ResourceID.fromResource(each.experiment)).release());
                }
                if (done.isEmpty()) {
                    assertThat(calls(ResourceID.fromResource(experiment)).tryAcquire(30, TimeUnit.SECONDS))
                            .as("called")
                            .isTrue();
                }
            }
            return null;
        }

        private static List<String> keys(String list) {
            return list.chars().mapToObj(c -> Character.toString(c).repeat(64)).toList();
        }
    }
}
