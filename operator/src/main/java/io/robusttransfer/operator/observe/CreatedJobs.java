package io.robusttransfer.operator.observe;

import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/** Jobs by uid and by the keys that they are found by: what is asked of one experiment costs nothing for those of others. */
final class CreatedJobs {
    private final Map<String, Created> byUid = new LinkedHashMap<>();
    private final Map<String, Set<String>> uidsByKey = new HashMap<>();

    private record Created(Job job, Set<String> keys, Instant at) {}

    void put(Job job, Set<String> keys, Instant at) {
        String uid = job.getMetadata().getUid();
        remove(uid);
        byUid.put(uid, new Created(job, Set.copyOf(keys), at));
        keys.forEach(key ->
                uidsByKey.computeIfAbsent(key, any -> new LinkedHashSet<>()).add(uid));
    }

    void change(String uid, UnaryOperator<Job> change) {
        byUid.computeIfPresent(uid, (any, was) -> new Created(change.apply(was.job), was.keys, was.at));
    }

    /** @return what there was */
    Optional<Job> remove(String uid) {
        Created was = byUid.remove(uid);
        if (was == null) {
            return Optional.empty();
        }
        for (String key : was.keys) {
            uidsByKey.computeIfPresent(key, (any, uids) -> {
                uids.remove(uid);
                return uids.isEmpty() ? null : uids;
            });
        }
        return Optional.of(was.job);
    }

    List<Job> find(String key) {
        return uidsByKey.getOrDefault(key, Set.of()).stream()
                .map(uid -> byUid.get(uid).job)
                .toList();
    }

    void forgetBefore(Instant time) {
        Set<String> old = new HashSet<>();
        byUid.forEach((uid, created) -> {
            if (created.at.isBefore(time)) {
                old.add(uid);
            }
        });
        old.forEach(this::remove);
    }
}
