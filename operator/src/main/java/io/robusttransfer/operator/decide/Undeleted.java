package io.robusttransfer.operator.decide;

import io.robusttransfer.operator.decide.Decision.Deletion;
import io.robusttransfer.operator.decide.Decision.Orphan;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What is to be deleted, and could not be when it was last tried.
 *
 * @param jobs and pods that were left of some
 * @param whys by uid
 */
record Undeleted(List<ObservedJob> jobs, Map<String, Obstacle> whys) {
    static Undeleted of(Snapshot snapshot, List<Deletion> deletions) {
        Set<String> wanted = Stream.concat(
                        deletions.stream().map(Deletion::uid),
                        snapshot.live().orphans().stream().map(Orphan::uid))
                .collect(Collectors.toSet());
        return new Undeleted(
                snapshot.own().stream()
                        .filter(job -> wanted.contains(job.uid())
                                && snapshot.undeleted().containsKey(job.uid()))
                        .toList(),
                snapshot.undeleted());
    }

    /** Of what has not ended: it keeps its place, and others from its stages. */
    List<Obstacle> live() {
        return jobs.stream()
                .filter(job -> !job.state().ended())
                .flatMap(job -> why(job).stream())
                .toList();
    }

    /** Why a Job that has ended is still there: it keeps nothing else from being done. */
    Optional<Obstacle> ended() {
        return jobs.stream()
                .filter(job -> job.state().ended())
                .flatMap(job -> why(job).stream())
                .findFirst();
    }

    Optional<Obstacle> why(ObservedJob job) {
        return jobs.contains(job) ? Optional.of(whys.get(job.uid())) : Optional.empty();
    }
}
