package io.robusttransfer.tests.scale;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.robusttransfer.crds.api.ExperimentSpec;
import io.robusttransfer.crds.api.RobustTransferExperiment;
import io.robusttransfer.crds.plan.Layout;
import io.robusttransfer.crds.plan.Plan;
import io.robusttransfer.crds.plan.Planner;
import io.robusttransfer.crds.plan.Revisions;
import io.robusttransfer.crds.protocol.JobInput.ExperimentInput;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** So many experiments of so many lists: three lists for each source model, the training, the heads on it and the evaluations. */
record Size(int experiments, int lists) {
    static final Map<String, String> DIGESTS = Map.of(Planner.SOURCE, "0".repeat(64), "target/letters", "1".repeat(64));

    private static final int LISTS_OF_A_MODEL = 3;

    Size {
        if (experiments < 1 || lists < LISTS_OF_A_MODEL || lists % LISTS_OF_A_MODEL != 0) {
            throw new IllegalArgumentException(experiments + "x" + lists + ": write experiments x lists, the lists "
                    + LISTS_OF_A_MODEL + ", 6, 9, …");
        }
    }

    /** @param text as in {@code 30x60} */
    static Size parse(String text) {
        if (!text.matches("\\d{1,5}x\\d{1,3}")) {
            throw new IllegalArgumentException("sizes: " + text + ": write experiments x lists, as in 30x60");
        }
        String[] parts = text.split("x");
        return new Size(Integer.parseInt(parts[0]), Integer.parseInt(parts[1]));
    }

    /** With the Jobs for plans and reports. */
    int jobs() {
        return experiments * (lists + 2);
    }

    /** Every experiment has a place of its own, so that nothing is shared, and leave to run all its Jobs at once. */
    GenericKubernetesResource experiment(int number) {
        String schemes = IntStream.rangeClosed(1, lists / LISTS_OF_A_MODEL)
                .mapToObj(s -> "{name: n" + s + ", ceN: {sigma: \"" + s + "/100\"}}")
                .collect(Collectors.joining(", "));
        return Serialization.unmarshal("""
            apiVersion: robusttransfer.io/v1alpha1
            kind: RobustTransferExperiment
            metadata: {name: scale-%1$d}
            spec:
              study:
                seeds: [0]
                input: {channels: 1, height: 16, width: 16}
                model: {architecture: small-cnn}
                threat: {norm: Linf, epsilon: "0.1"}
                source: {dataset: {uri: "synthetic://digits"}, schemes: [%2$s]}
                targets:
                - name: letters
                  dataset: {uri: "synthetic://letters"}
                  schemes: [{name: ce, ce: {}}, {name: n, ceN: {sigma: "0.25"}}, {name: a, ceA: {steps: 5}}]
                evaluation: {images: 100, attacks: [{name: pgd, pgd: {epsilons: ["0.1"]}}]}
              results: {uri: "s3://results/scale-%1$d", store: r}
              stores: [{name: r, s3: {endpoint: "http://s3.s3:9000", pathStyle: true}}]
              execution: {parallelism: 60}
              worker: {podTemplate: pretended}
            """.formatted(number, schemes), GenericKubernetesResource.class);
    }

    /** As the worker and the operator make it of what the API server serves. */
    static Plan plan(RobustTransferExperiment served) {
        ExperimentSpec spec = served.getSpec();
        return new ExperimentInput(null, served.getMetadata().getName(), null, spec)
                .plan(DIGESTS, Revisions.CURRENT, Layout.CURRENT);
    }

    @Override
    public String toString() {
        return experiments + "x" + lists;
    }
}
