package io.robusttransfer.operator.observe;

import io.robusttransfer.operator.decide.Snapshot;
import java.time.Duration;
import java.util.Optional;

/**
 * What one look at an experiment found.
 *
 * @param again after what time to look again, though no event may come
 */
public record Observation(Snapshot snapshot, Optional<Duration> again) {}
