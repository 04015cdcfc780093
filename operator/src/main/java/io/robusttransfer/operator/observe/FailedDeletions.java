package io.robusttransfer.operator.observe;

import io.robusttransfer.operator.decide.Obstacle;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Jobs of an experiment, and pods that were left of them, that could not be deleted, by uid. */
public final class FailedDeletions {
    private final Map<String, Setback> byUid = new HashMap<>();

    /** @param refused whether it is not allowed, rather than not answered as it should be */
    public void add(String uid, Obstacle why, boolean refused, Instant now) {
        byUid.put(uid, Setback.after(Optional.ofNullable(byUid.get(uid)), why, refused, now));
    }

    public void remove(String uid) {
        byUid.remove(uid);
    }

    /** Whether a deletion failed so recently that it is not tried again yet. */
    public boolean rests(String uid, Instant now) {
        return Optional.ofNullable(byUid.get(uid))
                .filter(last -> last.lasts(now))
                .isPresent();
    }

    /** After what time the first is to be tried again. */
    public Optional<Duration> again(Instant now) {
        return byUid.values().stream()
                .filter(last -> last.lasts(now))
                .map(last -> last.left(now))
                .min(Duration::compareTo);
    }

    public Map<String, Obstacle> obstacles() {
        return byUid.entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(
                        Map.Entry::getKey, failed -> failed.getValue().why()));
    }

    /** Forgets those that do not exist any more. */
    void keep(Set<String> uids) {
        byUid.keySet().retainAll(uids);
    }
}
