package io.robusttransfer.operator;

import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.robusttransfer.crds.api.RobustTransferExperiment;
import io.robusttransfer.operator.StageClaims.Claimant;
import io.robusttransfer.operator.act.JobWriter;
import io.robusttransfer.operator.act.JobWriter.StartResult;
import io.robusttransfer.operator.decide.Decision.Start;
import io.robusttransfer.operator.decide.ExperimentPlan;
import io.robusttransfer.operator.decide.Task;
import io.robusttransfer.operator.job.JobMetadata;
import io.robusttransfer.operator.job.ResultsLocation;
import io.robusttransfer.operator.observe.ExperimentCache;
import io.robusttransfer.operator.observe.Jobs;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Deletes and starts Jobs as decided. Before it starts a list it claims the list's stages, and observes and decides again: an
 * observation from before the claim proves nothing.
 */
final class JobStarts {
    /** Each round but the last found a Job, or an obstacle to one, that the next round takes into account. */
    private static final int MOST_ROUNDS = 20;
    /** Who met a claim is called when it is released; this is for a call that is lost. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    /** Until more Jobs that are no longer of use are deleted. */
    private static final Duration TIDYING = Duration.ofSeconds(5);
    /** Until Jobs are looked at that were created: nothing calls for it where no pod of theirs is started. */
    private static final Duration STARTING = Duration.ofSeconds(10);

    private final InstantSource clock;
    private final BooleanSupplier leads;
    private final Jobs jobs;
    private final JobWriter jobWriter;
    private final StageClaims claims = new StageClaims(System::nanoTime);

    /** @param leads whether this process leads at this moment; one that does not starts nothing */
    JobStarts(InstantSource clock, BooleanSupplier leads, Jobs jobs, JobWriter jobWriter) {
        this.clock = clock;
        this.leads = leads;
        this.jobs = jobs;
        this.jobWriter = jobWriter;
    }

    /** Ends what is under way. @return whether nothing is any more */
    boolean stop(Duration within) {
        return jobWriter.stop(within);
    }

    /**
     * @param decide observes and decides
     * @return the last observation and decision
     */
    Round act(RobustTransferExperiment experiment, ExperimentCache cache, Supplier<Round> decide) {
        Claimant claimant = new Claimant(
                ResourceID.fromResource(experiment), experiment.getMetadata().getUid());
        Round round = decide.get();
        if (claims.hasAny(claimant)) {
            // such as a Job that was created after all, though the API server did not say so
            call(claims.releaseDone(claimant, stagesOfJobs(experiment, round)));
        }
        for (int number = 1; !round.decision().starts().isEmpty(); number++) {
            Map<Task, Set<String>> claimed = new LinkedHashMap<>();
            Set<Task> unanswered = new HashSet<>();
            Set<Task> there = new HashSet<>();
            if (!leads.getAsBoolean()) {
                return round.unsaid(PATIENCE);
            }
            try {
                claim(claimant, experiment, round, claimed);
                if (claimed.isEmpty()) {
                    round = deleted(experiment, cache, round);
                    boolean refused = cache.wasRefused(experiment.getMetadata().getGeneration());
                    return refused ? round.unsaid(PATIENCE) : round.again(PATIENCE);
                }
                round = decide.get();
                List<Start> starts = round.decision().starts().stream()
                        .filter(start -> claimed.containsKey(start.task()))
                        .toList();
                boolean all = starts.size() == round.decision().starts().size();
                round = deleted(experiment, cache, round);
                List<StartResult> results = start(experiment, cache, round, starts);
                for (int i = 0; i < results.size(); i++) {
                    StartResult result = results.get(i);
                    if (result instanceof StartResult.Failed failed && !failed.answered()) {
                        unanswered.add(starts.get(i).task());
                    } else if (result instanceof StartResult.Created || result instanceof StartResult.Found) {
                        there.add(starts.get(i).task());
                    }
                }
                if (all && results.stream().allMatch(StartResult.Created.class::isInstance)) {
                    return round.later(STARTING);
                }
            } finally {
                release(claimant, claimed, unanswered, there);
            }
            if (number == MOST_ROUNDS) {
                return round.again(PATIENCE);
            }
            round = decide.get();
        }
        return deleted(experiment, cache, round);
    }

    private Round deleted(RobustTransferExperiment experiment, ExperimentCache cache, Round round) {
        boolean left = jobWriter.delete(
                experiment, cache.failedDeletions(), round.decision().deletions(), clock.instant());
        return left ? round.later(TIDYING) : round;
    }

    private List<StartResult> start(
            RobustTransferExperiment experiment, ExperimentCache cache, Round round, List<Start> starts) {
        long generation = experiment.getMetadata().getGeneration();
        List<StartResult> results = jobWriter.start(
                experiment, round.seen().snapshot(), starts, cache.wasRefused(generation), clock.instant());
        results.stream()
                .filter(StartResult.NotStarted.class::isInstance)
                .map(StartResult.NotStarted.class::cast)
                .findFirst()
                .ifPresentOrElse(
                        first -> cache.notStarted(
                                first.why(), !(first instanceof StartResult.Failed), generation, clock.instant()),
                        () -> {
                            if (!results.stream().allMatch(StartResult.NotTried.class::isInstance)) {
                                cache.allowed();
                            }
                        });
        return results;
    }

    /** @param claimed takes the tasks that may be started now, with the stages that are claimed for each: none for plan and report */
    private void claim(
            Claimant claimant, RobustTransferExperiment experiment, Round round, Map<Task, Set<String>> claimed) {
        Set<String> mine = new HashSet<>();
        for (Start start : round.decision().starts()) {
            Set<String> stages = stages(experiment, round, start.task());
            if (Collections.disjoint(mine, stages) && claims.claim(claimant, stages)) {
                claimed.put(start.task(), stages);
                mine.addAll(stages);
            }
        }
    }

    private void release(Claimant claimant, Map<Task, Set<String>> claimed, Set<Task> unanswered, Set<Task> there) {
        Set<ResourceID> called = new LinkedHashSet<>();
        claimed.forEach((task, stages) -> {
            if (unanswered.contains(task)) {
                claims.keepUnanswered(claimant, stages);
            } else if (there.contains(task)) {
                called.addAll(claims.releaseDone(claimant, stages));
            } else {
                called.addAll(claims.release(claimant, stages));
            }
        });
        call(called);
    }

    private void call(Set<ResourceID> experiments) {
        experiments.forEach(jobs::call);
    }

    /** An attempt that has ended may be an earlier one: it proves nothing of a creation that was not answered. */
    private static Set<String> stagesOfJobs(RobustTransferExperiment experiment, Round round) {
        return round.seen().snapshot().own().stream()
                .filter(job -> !job.state().ended())
                .flatMap(job -> stages(experiment, round, job.task()).stream())
                .collect(Collectors.toSet());
    }

    /** None of a plan or report, nor where the plan is not known. */
    private static Set<String> stages(RobustTransferExperiment experiment, Round round, Task task) {
        Optional<ExperimentPlan> plan = round.seen().snapshot().plan();
        if (!(task instanceof Task.DoList list) || plan.isEmpty()) {
            return Set.of();
        }
        String place = experiment.getMetadata().getNamespace() + "/"
                + ResultsLocation.of(experiment.getSpec()).label() + "/";
        List<String> keys = plan.get().lists().get(list.number()).keys();
        return JobMetadata.cut(keys).stream().map(place::concat).collect(Collectors.toSet());
    }
}
