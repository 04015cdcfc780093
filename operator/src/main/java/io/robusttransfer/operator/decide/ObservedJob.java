package io.robusttransfer.operator.decide;

import java.time.Instant;

/** @param attempt 1 for the first */
public record ObservedJob(String name, String uid, Task task, int attempt, Instant created, JobState state) {}
