package io.robusttransfer.tests.inputs;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.Taint;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;

/** Pods go to the nodes of KWOK alone, whatever an experiment says of its pods; afterwards as before. */
final class PretendedNodes implements AutoCloseable {
    private final KubernetesClient client;
    private final List<Node> before;

    PretendedNodes(KubernetesClient client) {
        this.client = client;
        this.before = client.nodes().list().getItems();
        before.forEach(node ->
                edit(node, isPretended(node) ? List.of() : node.getSpec().getTaints(), !isPretended(node)));
    }

    private static boolean isPretended(Node node) {
        return "kwok".equals(node.getMetadata().getLabels().get("type"));
    }

    int count() {
        return (int) before.stream().filter(PretendedNodes::isPretended).count();
    }

    private void edit(Node node, List<Taint> taints, Boolean unschedulable) {
        client.nodes().withName(node.getMetadata().getName()).edit(now -> new NodeBuilder(now)
                .editSpec()
                .withTaints(taints)
                .withUnschedulable(unschedulable)
                .endSpec()
                .build());
    }

    @Override
    public void close() {
        before.forEach(
                node -> edit(node, node.getSpec().getTaints(), node.getSpec().getUnschedulable()));
    }
}
