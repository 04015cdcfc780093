package io.robusttransfer.operator.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.robusttransfer.crds.api.Resources;
import io.robusttransfer.crds.api.Worker;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WorkerResourcesTest {
    @Test
    void an_experiment_that_says_nothing_gets_the_defaults() {
        assertThat(said(Map.of(), Map.of())).isEqualTo("{cpu=500m, memory=1Gi} up to {memory=4Gi}");
    }

    @Test
    void a_limit_is_a_request_too_so_no_default_stands_against_it() {
        assertThat(said(Map.of("cpu", "100m", "memory", "512Mi", "nvidia.com/gpu", "1"), Map.of()))
                .isEqualTo("{} up to {cpu=100m, memory=512Mi, nvidia.com/gpu=1}");
    }

    @Test
    void requests_that_are_said_are_kept() {
        assertThat(said(Map.of(), Map.of("cpu", "2", "memory", "3Gi")))
                .isEqualTo("{cpu=2, memory=3Gi} up to {memory=4Gi}");
    }

    @Test
    void a_request_above_the_default_limit_lifts_it() {
        assertThat(said(Map.of(), Map.of("memory", "16Gi"))).isEqualTo("{cpu=500m, memory=16Gi} up to {memory=16Gi}");
    }

    @Test
    void plans_and_reports_need_no_device() {
        assertThat(text(WorkerResources.ofPlan(null))).isEqualTo("{cpu=250m, memory=512Mi} up to {memory=2Gi}");
    }

    @Test
    void plans_and_reports_ask_for_what_their_own_field_says() {
        Resources wanted = new Resources(quantities(Map.of("cpu", "1", "memory", "1Gi")), Map.of());
        assertThat(text(WorkerResources.ofPlan(new Worker(null, null, null, wanted, null))))
                .isEqualTo("{} up to {cpu=1, memory=1Gi}");
    }

    @ParameterizedTest
    @CsvSource({
        "nvidia.com/gpu, 1, true",
        "nvidia.com/gpu.shared, 1, true",
        "nvidia.com/mig-1g.5gb, 2, true",
        "nvidia.com/gpu, 0, false",
        "example.com/gpu, 1, false",
        "cpu, 1, false"
    })
    void a_gpu_is_known_by_its_resource(String resource, String amount, boolean gpu) {
        assertThat(WorkerResources.askForGpu(WorkerResources.ofList(new Worker(
                        null, null, new Resources(quantities(Map.of(resource, amount)), Map.of()), null, null))))
                .isEqualTo(gpu);
    }

    private static String said(Map<String, String> limits, Map<String, String> requests) {
        return text(WorkerResources.ofList(
                new Worker(null, null, new Resources(quantities(limits), quantities(requests)), null, null)));
    }

    private static Map<String, Quantity> quantities(Map<String, String> said) {
        Map<String, Quantity> quantities = new TreeMap<>();
        said.forEach((name, amount) -> quantities.put(name, new Quantity(amount)));
        return quantities;
    }

    private static String text(ResourceRequirements resources) {
        return resources.getRequests() + " up to " + resources.getLimits();
    }
}
