package io.robusttransfer.operator.observe;

import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Which experiments wait for Jobs of other experiments. It is lost at a restart, which reconciles every experiment anyway. */
final class AwaitedJobs {
    private final Map<ResourceID, Set<String>> jobsOf = new HashMap<>();
    private final Map<String, Set<ResourceID>> forJob = new HashMap<>();

    synchronized void set(ResourceID experiment, Set<String> jobUids) {
        Set<String> before =
                jobUids.isEmpty() ? jobsOf.remove(experiment) : jobsOf.put(experiment, Set.copyOf(jobUids));
        if (before != null) {
            before.stream().filter(uid -> !jobUids.contains(uid)).forEach(uid -> leave(experiment, uid));
        }
        jobUids.forEach(
                uid -> forJob.computeIfAbsent(uid, any -> new HashSet<>()).add(experiment));
    }

    synchronized Set<ResourceID> forJob(String uid) {
        return Set.copyOf(forJob.getOrDefault(uid, Set.of()));
    }

    /** @return who waited for this Job, which is no more */
    synchronized Set<ResourceID> gone(String uid) {
        Set<ResourceID> waited = forJob.getOrDefault(uid, Set.of());
        forJob.remove(uid);
        for (ResourceID experiment : waited) {
            jobsOf.computeIfPresent(experiment, (any, uids) -> {
                Set<String> left = new HashSet<>(uids);
                left.remove(uid);
                return left.isEmpty() ? null : Set.copyOf(left);
            });
        }
        return waited;
    }

    private void leave(ResourceID experiment, String uid) {
        forJob.computeIfPresent(uid, (any, waiting) -> {
            waiting.remove(experiment);
            return waiting.isEmpty() ? null : waiting;
        });
    }
}
