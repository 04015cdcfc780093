package io.robusttransfer.operator;

import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * Which experiment may create a Job for a stage now: two experiments may need the same stage in Jobs of different names. A claim is
 * held from before the observation that shows the stage to be free until the Job that does it can be observed. No thread waits:
 * who meets a claim is called when it is released.
 */
final class StageClaims {
    /** How long the API server may still carry out a request that it has not answered. */
    static final Duration UNANSWERED = Duration.ofSeconds(60);

    private final LongSupplier nanoTime;
    private final Map<String, Claim> claims = new HashMap<>();
    private final Map<String, Set<ResourceID>> metBy = new HashMap<>();

    /** @param nanoTime which only ever rises */
    StageClaims(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /**
     * An experiment that claims.
     *
     * @param name to call it by
     * @param uid of this one alone: another of the same name may follow it
     */
    record Claimant(ResourceID name, String uid) {}

    /**
     * @param atWork whether the experiment is between the claim and its release
     * @param unansweredSince when a request under this claim ended without an answer
     */
    private record Claim(String uid, boolean atWork, OptionalLong unansweredSince) {
        boolean mayBringAJob(long now) {
            return unansweredSince.isPresent() && now - unansweredSince.getAsLong() <= UNANSWERED.toNanos();
        }

        boolean isOver(long now) {
            return !atWork && !mayBringAJob(now);
        }
    }

    synchronized boolean hasAny(Claimant experiment) {
        return claims.values().stream().anyMatch(claim -> claim.uid.equals(experiment.uid));
    }

    /**
     * Claims all of these stages or none.
     *
     * @return whether they are claimed; else the experiment is among those that are called when what it met is released
     */
    synchronized boolean claim(Claimant experiment, Set<String> stages) {
        long now = nanoTime.getAsLong();
        claims.values().removeIf(claim -> claim.isOver(now));
        Set<String> met = new HashSet<>();
        for (String stage : stages) {
            Claim claim = claims.get(stage);
            if (claim != null && !claim.uid.equals(experiment.uid)) {
                met.add(stage);
            }
        }
        if (!met.isEmpty()) {
            met.forEach(stage ->
                    metBy.computeIfAbsent(stage, any -> new LinkedHashSet<>()).add(experiment.name));
            return false;
        }
        stages.forEach(stage -> claims.merge(
                stage,
                new Claim(experiment.uid, true, OptionalLong.empty()),
                (was, is) -> new Claim(experiment.uid, true, was.unansweredSince)));
        return true;
    }

    /**
     * Ends what was claimed, but not while a request of an earlier claim may still be carried out.
     *
     * @return who met one of these claims, and has to be called
     */
    synchronized Set<ResourceID> release(Claimant experiment, Set<String> stages) {
        long now = nanoTime.getAsLong();
        Set<String> over = new LinkedHashSet<>();
        own(experiment, stages).forEach((stage, claim) -> {
            if (claim.mayBringAJob(now)) {
                claims.put(stage, new Claim(claim.uid, false, claim.unansweredSince));
            } else {
                over.add(stage);
            }
        });
        return end(over);
    }

    /**
     * Ends what was claimed, since the Job that does these stages is there.
     *
     * @return who met one of these claims, and has to be called
     */
    synchronized Set<ResourceID> releaseDone(Claimant experiment, Set<String> stages) {
        return end(own(experiment, stages).keySet());
    }

    /**
     * Keeps a claim under which a Job was to be created and no answer came: it may be created later. The experiment asks again
     * under the same name; if it does not, the claim ends by itself.
     */
    synchronized void keepUnanswered(Claimant experiment, Set<String> stages) {
        OptionalLong now = OptionalLong.of(nanoTime.getAsLong());
        stages.forEach(stage -> claims.put(stage, new Claim(experiment.uid, false, now)));
    }

    private Map<String, Claim> own(Claimant experiment, Set<String> stages) {
        Map<String, Claim> own = new LinkedHashMap<>();
        for (String stage : stages) {
            Claim claim = claims.get(stage);
            if (claim != null && claim.uid.equals(experiment.uid)) {
                own.put(stage, claim);
            }
        }
        return own;
    }

    private Set<ResourceID> end(Set<String> stages) {
        Set<ResourceID> called = new LinkedHashSet<>();
        for (String stage : stages) {
            claims.remove(stage);
            called.addAll(metBy.getOrDefault(stage, Set.of()));
            metBy.remove(stage);
        }
        return called;
    }
}
