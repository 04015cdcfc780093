package io.robusttransfer.operator.act;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.RequestConfigBuilder;

/** Sends each request once: one that is sent again may be so when this process leads no more. */
public record UnrepeatedClient(KubernetesClient client) {
    /** @param client that may send a request again */
    public static UnrepeatedClient of(KubernetesClient client) {
        return new UnrepeatedClient(client.newClient(
                        new RequestConfigBuilder(client.getConfiguration().getRequestConfig())
                                .withRequestRetryBackoffLimit(0)
                                .build())
                .adapt(KubernetesClient.class));
    }
}
