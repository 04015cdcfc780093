package io.robusttransfer.operator.decide;

import io.robusttransfer.crds.api.Execution;
import io.robusttransfer.crds.api.ExperimentStatus;
import io.robusttransfer.crds.protocol.TerminationMessage;
import io.robusttransfer.operator.decide.JobState.Failed;
import io.robusttransfer.operator.decide.JobState.Running;
import io.robusttransfer.operator.decide.JobState.Succeeded;
import io.robusttransfer.operator.decide.JobState.Terminating;
import io.robusttransfer.operator.decide.Task.DoList;
import io.robusttransfer.operator.decide.Task.MakePlan;
import io.robusttransfer.operator.decide.Task.WriteReport;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** An API server with its Job controller, and all that it ever showed, so that somebody may see it late. */
final class SimulatedCluster {
    /** The resource as the API server has it. */
    record SimulatedExperiment(long generation, Execution execution, ExperimentStatus status) {}

    final SimulatedStore store;
    Instant clock = Instant.parse("2026-01-01T00:00:00Z");
    Optional<Obstacle> obstacle = Optional.empty();

    private final List<List<SimulatedJob>> jobs = new ArrayList<>(List.of(List.of()));
    private final List<SimulatedExperiment> experiments = new ArrayList<>();
    private int uids;

    SimulatedCluster(SimulatedStore store, Execution execution) {
        this.store = store;
        experiments.add(new SimulatedExperiment(1, execution, ExperimentStatus.empty()));
    }

    int jobsVersion() {
        return jobs.size() - 1;
    }

    int experimentVersion() {
        return experiments.size() - 1;
    }

    List<SimulatedJob> jobs() {
        return jobs.get(jobsVersion());
    }

    SimulatedExperiment experiment() {
        return experiments.get(experimentVersion());
    }

    List<SimulatedJob> active() {
        return jobs().stream().filter(SimulatedJob::isActive).toList();
    }

    long ownActive() {
        return active().stream().filter(SimulatedJob::ours).count();
    }

    Snapshot snapshot() {
        return snapshot(jobsVersion(), experimentVersion());
    }

    /** What is seen by somebody who sees the Jobs as they were at one time and the experiment as it was at another. */
    Snapshot snapshot(int jobsVersion, int experimentVersion) {
        SimulatedExperiment experiment = experiments.get(experimentVersion);
        List<ObservedJob> own = new ArrayList<>();
        Map<Integer, ObservedJob> others = new HashMap<>();
        Map<Integer, Integer> attempts = new HashMap<>();
        Map<Integer, ObservedJob> succeededElsewhere = new HashMap<>();
        for (SimulatedJob job : jobs.get(jobsVersion)) {
            if (job.ours()) {
                own.add(job.observed());
            } else if (job.isActive()) {
                job.places().forEach(place -> others.put(store.listOf(place), job.observed()));
            }
            if (job.stem().startsWith("list-")) {
                int list = Integer.parseInt(job.stem().substring(5));
                attempts.merge(list, job.attempt(), Math::max);
                if (!job.ours() && job.state() instanceof Succeeded) {
                    succeededElsewhere.put(list, job.observed());
                }
            }
        }
        boolean pinned = experiment.status().plan() != null;
        return new Snapshot(
                experiment.generation(),
                experiment.execution(),
                experiment.status(),
                pinned ? Optional.of(store.plan) : Optional.empty(),
                own,
                others,
                attempts,
                succeededElsewhere,
                Map.of(),
                Optional.empty(),
                obstacle);
    }

    void pass(Duration time) {
        clock = clock.plus(time);
    }

    void spec(Execution execution) {
        experiments.add(new SimulatedExperiment(
                experiment().generation() + 1, execution, experiment().status()));
    }

    /** @return whether it was written: not over what has changed since */
    boolean writeStatus(int seen, ExperimentStatus status) {
        if (seen != experimentVersion()) {
            return false;
        }
        experiments.add(
                new SimulatedExperiment(experiment().generation(), experiment().execution(), status));
        return true;
    }

    /** @return whether there was none of this name */
    boolean create(String stem, int attempt, int inARow, boolean ours, Task task, List<Integer> places) {
        SimulatedJob job =
                new SimulatedJob(stem, attempt, inARow, "u" + uids++, ours, task, places, clock, new Running(), false);
        if (jobs().stream().anyMatch(other -> other.name().equals(job.name()))) {
            return false;
        }
        List<SimulatedJob> next = new ArrayList<>(jobs());
        next.add(job);
        jobs.add(next);
        return true;
    }

    boolean create(Decision.Start start) {
        if (start.task() instanceof DoList list) {
            List<Integer> places = store.plan.lists().get(list.number()).places();
            return create("list-" + list.number(), start.attempt(), start.inARow(), true, list, places);
        }
        String stem = start.task() instanceof MakePlan ? "plan" : "report";
        return create(stem, start.attempt(), start.inARow(), true, start.task(), List.of());
    }

    void remove(String uid, boolean saving) {
        jobs().stream().filter(job -> job.uid().equals(uid)).findFirst().ifPresent(job -> {
            if (saving && job.isActive()) {
                put(job.with(new Terminating(List.of())));
            } else {
                gone(job);
            }
        });
    }

    void gone(SimulatedJob job) {
        jobs.add(jobs().stream().filter(other -> !other.uid().equals(job.uid())).toList());
    }

    void put(SimulatedJob changed) {
        jobs.add(jobs().stream()
                .map(job -> job.uid().equals(changed.uid()) ? changed : job)
                .toList());
    }

    void succeed(SimulatedJob job, boolean heard) {
        store.work(job.places(), job.places().size());
        TerminationMessage said = null;
        if (job.task() instanceof MakePlan) {
            said = store.saysPlan();
        } else if (job.task() instanceof WriteReport) {
            said = store.saysReport();
        } else if (job.task() instanceof DoList list) {
            said = store.saysList(list.number(), null);
        }
        pass(Duration.ofSeconds(1));
        put(job.with(new Succeeded(
                clock,
                heard ? Optional.ofNullable(said) : Optional.empty(),
                "worker:1",
                Optional.of("worker@sha256:1"))));
    }

    void fail(SimulatedJob job, int exitCode, String reason, int stagesDone) {
        store.work(job.places(), stagesDone);
        pass(Duration.ofSeconds(1));
        put(job.with(new Failed(
                clock,
                exitCode < 0 ? Optional.empty() : Optional.of(exitCode),
                reason,
                "exit " + exitCode,
                job.ours() && job.task() instanceof DoList list
                        ? Optional.of(store.saysList(list.number(), "it failed"))
                        : Optional.empty())));
    }
}
