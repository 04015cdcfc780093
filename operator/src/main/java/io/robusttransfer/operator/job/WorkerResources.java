package io.robusttransfer.operator.job;

import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.ResourceRequirementsBuilder;
import io.robusttransfer.crds.api.Resources;
import io.robusttransfer.crds.api.Worker;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What a worker's container asks for. */
final class WorkerResources {
    private static final String MEMORY = "memory";
    /** Whole, shared (nvidia.com/gpu.shared) or a part (nvidia.com/mig-1g.5gb). */
    private static final List<String> GPUS = List.of("nvidia.com/gpu", "nvidia.com/mig-");

    private static final Map<String, Quantity> LIST_REQUESTS =
            Map.of("cpu", new Quantity("500m"), MEMORY, new Quantity("1Gi"));
    private static final Quantity LIST_MEMORY_LIMIT = new Quantity("4Gi");
    private static final Map<String, Quantity> SMALL_REQUESTS =
            Map.of("cpu", new Quantity("250m"), MEMORY, new Quantity("512Mi"));
    private static final Quantity SMALL_MEMORY_LIMIT = new Quantity("2Gi");

    private WorkerResources() {}

    /**
     * For a Job that trains or evaluates. A resource that the experiment sets gets no default, and means what it means in
     * Kubernetes: a limit without a request is a request, too.
     *
     * @param worker null where the experiment says nothing
     */
    static ResourceRequirements ofList(Worker worker) {
        return with(worker == null ? null : worker.resources(), LIST_REQUESTS, LIST_MEMORY_LIMIT);
    }

    /**
     * For a Job that plans or reports: it trains nothing and needs no GPU.
     *
     * @param worker null where the experiment says nothing
     */
    static ResourceRequirements ofPlan(Worker worker) {
        return with(worker == null ? null : worker.planResources(), SMALL_REQUESTS, SMALL_MEMORY_LIMIT);
    }

    private static ResourceRequirements with(
            Resources wanted, Map<String, Quantity> defaultRequests, Quantity defaultMemoryLimit) {
        Resources said = wanted == null ? new Resources(null, null) : wanted;
        Map<String, Quantity> requests = new TreeMap<>(said.requests());
        Map<String, Quantity> limits = new TreeMap<>(said.limits());
        defaultRequests.forEach((name, quantity) -> {
            if (!limits.containsKey(name)) {
                requests.putIfAbsent(name, quantity);
            }
        });
        limits.computeIfAbsent(MEMORY, name -> larger(requests.get(name), defaultMemoryLimit));
        return requirements(requests, limits);
    }

    /**
     * Whether a container with these resources asks for a GPU. The device behind a claim is not known: a template that claims one
     * sets RT_DEVICE.
     */
    static boolean askForGpu(ResourceRequirements resources) {
        boolean limited = resources.getLimits().entrySet().stream()
                .filter(limit -> GPUS.stream().anyMatch(limit.getKey()::startsWith))
                .anyMatch(limit -> limit.getValue().getNumericalAmount().signum() > 0);
        return limited || !resources.getClaims().isEmpty();
    }

    private static Quantity larger(Quantity one, Quantity other) {
        return one.getNumericalAmount().compareTo(other.getNumericalAmount()) > 0 ? one : other;
    }

    private static ResourceRequirements requirements(Map<String, Quantity> requests, Map<String, Quantity> limits) {
        return new ResourceRequirementsBuilder()
                .withRequests(new TreeMap<>(requests))
                .withLimits(new TreeMap<>(limits))
                .build();
    }
}
