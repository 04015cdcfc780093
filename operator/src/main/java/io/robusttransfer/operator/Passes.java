package io.robusttransfer.operator;

import io.robusttransfer.crds.api.ExperimentStatus;
import io.robusttransfer.crds.api.RobustTransferExperiment;
import io.robusttransfer.operator.act.EventWriter;
import io.robusttransfer.operator.act.JobActs;
import io.robusttransfer.operator.act.StatusPatch;
import io.robusttransfer.operator.decide.Decider;
import io.robusttransfer.operator.decide.Decision;
import io.robusttransfer.operator.decide.Obstacle;
import io.robusttransfer.operator.observe.Jobs;
import io.robusttransfer.operator.observe.Notes;
import io.robusttransfer.operator.observe.Observation;
import io.robusttransfer.operator.observe.Observer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.stream.Stream;

/** One pass over one experiment: observe, decide, act. */
final class Passes {
    private static final Duration SHORTEST = Duration.ofMillis(1);

    private final InstantSource clock;
    private final Jobs jobs;
    private final Observer observer;
    private final JobActs acts;
    private final StatusPatch patch;
    private final EventWriter events;
    private final NoteBook notes;

    Passes(
            InstantSource clock,
            Jobs jobs,
            Observer observer,
            JobActs acts,
            StatusPatch patch,
            EventWriter events,
            NoteBook notes) {
        this.clock = clock;
        this.jobs = jobs;
        this.observer = observer;
        this.acts = acts;
        this.patch = patch;
        this.events = events;
        this.notes = notes;
    }

    Jobs jobs() {
        return jobs;
    }

    /** @return after what time to pass again, though nothing may have happened; empty for not at all */
    Optional<Duration> pass(RobustTransferExperiment experiment) {
        if (experiment.getMetadata().getDeletionTimestamp() != null) {
            return Optional.empty();
        }
        Notes own = notes.of(experiment);
        Observation seen = observer.observe(experiment, own, clock.instant());
        Decision decision = Decider.decide(seen.world(), clock.instant());
        acts.remove(experiment, decision.removals());
        Optional<Obstacle> refused = acts.start(experiment, seen, decision.starts());
        if (refused.isPresent()) {
            own.refused(refused.get(), clock.instant());
            seen = observer.observe(experiment, own, clock.instant());
            decision = Decider.decide(seen.world(), clock.instant());
            acts.remove(experiment, decision.removals());
        } else if (!decision.starts().isEmpty()) {
            own.allowed();
        }
        Optional<Duration> again = say(experiment, own, seen.world().status(), decision);
        return Stream.of(decision.wake(), seen.again(), own.refusedFor(clock.instant()), again)
                .flatMap(Optional::stream)
                .min(Duration::compareTo)
                .map(wake -> wake.compareTo(SHORTEST) < 0 ? SHORTEST : wake);
    }

    /** @return after what time to decide anew, where there is more to say */
    private Optional<Duration> say(
            RobustTransferExperiment experiment, Notes own, ExperimentStatus before, Decision decision) {
        Instant now = clock.instant();
        own.phase(NoteBook.phase(decision.status()));
        boolean same = decision.status().equals(before);
        Optional<Duration> wait = same ? Optional.empty() : StatusPatch.wait(own.status(experiment), now);
        if (wait.isPresent()) {
            return wait;
        }
        events.write(experiment, own, before, decision.events(), now);
        return same ? Optional.empty() : patch.write(experiment, own, decision.status(), now);
    }
}
