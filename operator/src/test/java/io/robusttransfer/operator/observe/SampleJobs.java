package io.robusttransfer.operator.observe;

import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.robusttransfer.operator.job.JobMetadata;

public final class SampleJobs {
    private SampleJobs() {}

    static Job job(String name, String uid) {
        return new JobBuilder()
                .withNewMetadata()
                .withNamespace("research")
                .withName(name)
                .withUid(uid)
                .withResourceVersion("7")
                .withCreationTimestamp("2026-01-01T00:00:00Z")
                .addToLabels(JobMetadata.UID, "experiment")
                .addToLabels("team", "vision")
                .endMetadata()
                .withNewSpec()
                .withNewTemplate()
                .withNewSpec()
                .addNewContainer()
                .withName("worker")
                .withImage("worker:1")
                .addNewEnv()
                .withName("RT_EXPERIMENT")
                .withValue("{}")
                .endEnv()
                .endContainer()
                .endSpec()
                .endTemplate()
                .endSpec()
                .withNewStatus()
                .endStatus()
                .build();
    }

    static Job ended(String type, String reason, String message) {
        return ended(job("rt-a-1", "a"), type, reason, message);
    }

    public static Job ended(Job job, String type, String reason, String message) {
        return new JobBuilder(job)
                .editStatus()
                .addNewCondition()
                .withType(type)
                .withStatus("True")
                .withReason(reason)
                .withMessage(message)
                .withLastTransitionTime("2026-01-01T00:01:00Z")
                .endCondition()
                .endStatus()
                .build();
    }
}
