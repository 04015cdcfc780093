package io.robusttransfer.operator.act;

import io.fabric8.kubernetes.api.model.PodTemplate;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The PodTemplates that experiments name. Each is asked for, and kept for a few seconds, since many Jobs may come at once. */
final class PodTemplates {
    private static final Duration KEPT = Duration.ofSeconds(5);

    private final KubernetesClient client;
    private final Map<ResourceID, Read> read = new ConcurrentHashMap<>();

    private record Read(PodTemplate template, Instant at) {}

    PodTemplates(KubernetesClient client) {
        this.client = client;
    }

    /** @param again also one that was read a moment ago */
    Optional<PodTemplate> find(ResourceID name, boolean again, Instant now) {
        read.values().removeIf(old -> !old.at.plus(KEPT).isAfter(now) || old.at.isAfter(now));
        if (again) {
            read.remove(name);
        }
        Read known = read.get(name);
        if (known != null) {
            return Optional.of(known.template);
        }
        Optional<PodTemplate> found = Optional.ofNullable(client.v1()
                .podTemplates()
                .inNamespace(name.getNamespace().orElseThrow())
                .withName(name.getName())
                .get());
        found.ifPresent(template -> read.put(name, new Read(template, now)));
        return found;
    }
}
