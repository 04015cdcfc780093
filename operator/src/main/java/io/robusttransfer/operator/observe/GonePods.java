package io.robusttransfer.operator.observe;

import io.fabric8.kubernetes.api.model.Pod;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The last pods that have gone, by their Job. A pod that somebody deleted has gone when its Job is seen to have ended,
 * and with it whether its worker was ever started. All of it may be lost: the Job is then read without.
 */
final class GonePods {
    private static final int MOST = 200;

    private final Map<String, Pod> lastOf = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Pod> eldest) {
            return size() > MOST;
        }
    };

    /** @param pod as it was last */
    synchronized void add(Pod pod) {
        Pod slim = SlimPods.slim(pod);
        Pods.jobs(pod).forEach(job -> lastOf.put(job, slim));
    }

    /** @param job its key, see {@link Pods#key} */
    synchronized Optional<Pod> of(String job) {
        return Optional.ofNullable(lastOf.get(job));
    }
}
