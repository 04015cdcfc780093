package io.robusttransfer.operator.observe;

import io.robusttransfer.operator.decide.Snapshot;
import io.robusttransfer.operator.job.Pinned;
import java.time.Duration;
import java.util.Optional;

/**
 * @param pinned the plan; empty as long as none is pinned
 * @param again after what time to look again, though no event may come
 */
public record Observation(Snapshot snapshot, Optional<Pinned> pinned, Optional<Duration> again) {}
