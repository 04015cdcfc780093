package io.robusttransfer.crds.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/** As a container's resources. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Resources(
        @Size(max = 16) @JsonPropertyDescription("At most this, as in nvidia.com/gpu: 1.")
        Map<String, Quantity> limits,

        @Size(max = 16) @JsonPropertyDescription("At least this.")
        Map<String, Quantity> requests) {

    public Resources {
        limits = byName(limits);
        requests = byName(requests);
    }

    private static Map<String, Quantity> byName(Map<String, Quantity> quantities) {
        return quantities == null ? Map.of() : Collections.unmodifiableSortedMap(new TreeMap<>(quantities));
    }
}
