package io.robusttransfer.operator;

import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

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

    /** @param unansweredSince when the request ended without an answer */
    private record Claim(String uid, boolean unanswered, long unansweredSince) {
        boolean isOver(long now) {
            return unanswered && now - unansweredSince > UNANSWERED.toNanos();
        }
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
        stages.forEach(stage -> claims.put(stage, new Claim(experiment.uid, false, 0)));
        return true;
    }

    /** @return who met one of these claims, and has to be called */
    synchronized Set<ResourceID> release(Claimant experiment, Set<String> stages) {
        Set<ResourceID> called = new LinkedHashSet<>();
        for (String stage : stages) {
            Claim claim = claims.get(stage);
            if (claim != null && claim.uid.equals(experiment.uid)) {
                claims.remove(stage);
                called.addAll(metBy.getOrDefault(stage, Set.of()));
                metBy.remove(stage);
            }
        }
        return called;
    }

    /**
     * Keeps a claim under which a Job was to be created and no answer came: it may be created later. The experiment asks again
     * under the same name, and releases the claim when it has an answer; else it ends by itself.
     */
    synchronized void keepUnanswered(Claimant experiment, Set<String> stages) {
        long now = nanoTime.getAsLong();
        stages.forEach(stage -> claims.put(stage, new Claim(experiment.uid, true, now)));
    }

    /**
     * Releases what is kept for Jobs that are not wanted any more: they are there, or the experiment asks for something else.
     *
     * @param wanted stages of Jobs that are still to be created
     * @return who met one of these claims, and has to be called
     */
    synchronized Set<ResourceID> releaseUnanswered(Claimant experiment, Set<String> wanted) {
        return release(
                experiment,
                claims.entrySet().stream()
                        .filter(each -> each.getValue().unanswered
                                && each.getValue().uid.equals(experiment.uid)
                                && !wanted.contains(each.getKey()))
                        .map(Map.Entry::getKey)
                        .collect(Collectors.toSet()));
    }
}
