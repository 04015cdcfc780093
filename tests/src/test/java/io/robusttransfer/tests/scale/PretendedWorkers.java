package io.robusttransfer.tests.scale;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerStateTerminatedBuilder;
import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/**
 * Ends every pod of a namespace that runs on a node that only pretends: with exit code 0 and what a worker would have said. No
 * Kubernetes controller is left out but the kubelet.
 */
final class PretendedWorkers implements AutoCloseable {
    private static final int AT_ONCE = 8;

    private final KubernetesClient client;
    private final Function<Pod, String> says;
    private final ExecutorService work = Executors.newFixedThreadPool(AT_ONCE);
    private final Set<String> seen = ConcurrentHashMap.newKeySet();
    private final AtomicInteger ended = new AtomicInteger();
    private final SharedIndexInformer<Pod> pods;

    /** @param says the termination message of a pod */
    PretendedWorkers(KubernetesClient client, String namespace, Function<Pod, String> says) {
        this.client = client;
        this.says = says;
        this.pods = client.pods().inNamespace(namespace).inform(new ResourceEventHandler<>() {
            @Override
            public void onAdd(Pod pod) {
                look(pod);
            }

            @Override
            public void onUpdate(Pod before, Pod pod) {
                look(pod);
            }

            @Override
            public void onDelete(Pod pod, boolean unknown) {
                seen.remove(pod.getMetadata().getUid());
            }
        });
    }

    private void look(Pod pod) {
        if (pod.getSpec().getNodeName() != null
                && pod.getMetadata().getDeletionTimestamp() == null
                && seen.add(pod.getMetadata().getUid())) {
            work.execute(() -> end(pod));
        }
    }

    private void end(Pod pod) {
        String now = Instant.now().toString();
        Container container = pod.getSpec().getContainers().get(0);
        Pod last = new PodBuilder()
                .withNewMetadata()
                .withName(pod.getMetadata().getName())
                .withNamespace(pod.getMetadata().getNamespace())
                .endMetadata()
                .withNewStatus()
                .withPhase("Succeeded")
                .withStartTime(now)
                .withContainerStatuses(new ContainerStatusBuilder()
                        .withName(container.getName())
                        .withImage(container.getImage())
                        .withImageID("localhost/pretended@sha256:" + "0".repeat(64))
                        .withReady(false)
                        .withRestartCount(0)
                        .withNewState()
                        .withTerminated(new ContainerStateTerminatedBuilder()
                                .withExitCode(0)
                                .withReason("Completed")
                                .withStartedAt(now)
                                .withFinishedAt(now)
                                .withMessage(says.apply(pod))
                                .build())
                        .endState()
                        .build())
                .endStatus()
                .build();
        try {
            client.pods()
                    .inNamespace(pod.getMetadata().getNamespace())
                    .withName(pod.getMetadata().getName())
                    .subresource("status")
                    .patch(PatchContext.of(PatchType.STRATEGIC_MERGE), last);
            ended.incrementAndGet();
        } catch (KubernetesClientException gone) {
            if (gone.getCode() != 404) {
                System.err.println("tried again: " + gone.getMessage());
                work.execute(() -> end(pod));
            }
        }
    }

    int ended() {
        return ended.get();
    }

    @Override
    public void close() {
        pods.close();
        work.shutdownNow();
    }
}
