package io.robusttransfer.operator;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.quarkus.runtime.StartupEvent;
import io.robusttransfer.crds.api.RobustTransferExperiment;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.event.Observes;

/** Says what is missing in words, before the frame says it in a stack trace. */
@Dependent
final class DefinitionCheck {
    private static final String API =
            "/apis/" + RobustTransferExperiment.GROUP + "/" + RobustTransferExperiment.VERSION;

    void check(@Observes @Priority(1) StartupEvent start, KubernetesClient client) {
        if (client.raw(API) == null) {
            throw new IllegalStateException("this cluster has no "
                    + HasMetadata.getFullResourceName(RobustTransferExperiment.class) + " in version "
                    + RobustTransferExperiment.VERSION
                    + ": install the definition (kubectl apply -k crds/crd) before the"
                    + " operator");
        }
    }
}
