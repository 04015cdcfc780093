package io.robusttransfer.operator.observe;

import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Jobs that this operator created or deleted, until the informer's cache shows it. An entry that the cache never confirms is
 * dropped after a while. The decision is then made once more, which is harmless, since a Job's name says its work and a
 * deletion names a uid.
 */
final class OwnWrites {
    private static final Duration LONGEST_LAG = Duration.ofMinutes(5);
    private static final int MOST_GONE = 1_000;

    private final InstantSource clock;
    private final CreatedJobs created = new CreatedJobs();
    private final Map<String, Deleted> deleted = new LinkedHashMap<>();
    private final Map<String, Boolean> gone = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
            return size() > MOST_GONE;
        }
    };

    private Instant nextForgetting = Instant.MIN;

    private record Deleted(boolean saving, boolean tidying, Instant at) {}

    OwnWrites(InstantSource clock) {
        this.clock = clock;
    }

    /** @param keys by which it is found */
    synchronized void created(Job job, Set<String> keys) {
        if (!gone.containsKey(uid(job))) {
            created.put(job, keys, clock.instant());
        }
    }

    /**
     * @param saving whether the Job is still there until its pod has gone
     * @param tidying whether nothing waits for its end
     */
    synchronized void deleted(String uid, boolean saving, boolean tidying) {
        if (gone.containsKey(uid)) {
            return;
        }
        deleted.put(uid, new Deleted(saving, tidying, clock.instant()));
        if (saving) {
            created.change(uid, job -> leaving(job, clock.instant()));
        } else {
            created.remove(uid);
        }
    }

    /** The cache shows this. @return as it was created, where it was not shown before */
    synchronized Optional<Job> shown(Job job) {
        Optional<Job> known = created.remove(uid(job));
        if (job.getMetadata().getDeletionTimestamp() != null) {
            deleted.remove(uid(job));
        }
        return known;
    }

    /** The cache shows that it is gone. @return whether that was expected, and nothing waits for it */
    synchronized boolean gone(Job job) {
        created.remove(uid(job));
        Deleted deletion = deleted.remove(uid(job));
        gone.put(uid(job), true);
        return deletion != null && deletion.tidying;
    }

    /** What a Job of the cache is by now; empty when it was deleted. */
    synchronized Optional<Job> now(Job cached) {
        forgetOld();
        Deleted deletion = deleted.get(uid(cached));
        if (deletion == null || cached.getMetadata().getDeletionTimestamp() != null) {
            return Optional.of(cached);
        }
        return deletion.saving ? Optional.of(leaving(cached, deletion.at)) : Optional.empty();
    }

    /** Those created that the cache may not have. */
    synchronized List<Job> created(String key) {
        forgetOld();
        return created.find(key);
    }

    private void forgetOld() {
        Instant old = clock.instant().minus(LONGEST_LAG);
        if (old.isBefore(nextForgetting)) {
            return;
        }
        nextForgetting = old.plus(LONGEST_LAG.dividedBy(10));
        created.forgetBefore(old);
        deleted.values().removeIf(write -> write.at.isBefore(old));
    }

    private static Job leaving(Job job, Instant at) {
        return new JobBuilder(job)
                .editMetadata()
                .withDeletionTimestamp(at.toString())
                .endMetadata()
                .build();
    }

    private static String uid(Job job) {
        return job.getMetadata().getUid();
    }
}
