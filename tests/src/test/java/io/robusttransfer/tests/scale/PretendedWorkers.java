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
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/**
 * Ends every pod of a namespace that runs on a node that only pretends: with the exit code and the words that a worker would have
 * had. No Kubernetes controller is left out but the kubelet.
 */
public final class PretendedWorkers implements AutoCloseable {
    private static final int AT_ONCE = 8;

    private final KubernetesClient client;
    private final Function<Pod, Ending> works;
    private final ScheduledExecutorService work = Executors.newScheduledThreadPool(AT_ONCE);
    private final Set<String> seen = ConcurrentHashMap.newKeySet();
    private final AtomicInteger ended = new AtomicInteger();
    private final SharedIndexInformer<Pod> pods;

    /**
     * How a pod's container ends.
     *
     * @param message of its termination
     * @param after how long it seems to work
     */
    public record Ending(int exitCode, String message, Duration after) {
        public static Ending done(String message) {
            return new Ending(0, message, Duration.ZERO);
        }
    }

    /** @param works how each pod ends */
    public PretendedWorkers(KubernetesClient client, String namespace, Function<Pod, Ending> works) {
        this.client = client;
        this.works = works;
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
            work.execute(() -> work(pod));
        }
    }

    private void work(Pod pod) {
        Ending ending = works.apply(pod);
        work.schedule(() -> end(pod, ending), ending.after().toMillis(), TimeUnit.MILLISECONDS);
    }

    private void end(Pod pod, Ending ending) {
        String now = Instant.now().toString();
        Container container = pod.getSpec().getContainers().get(0);
        Pod last = new PodBuilder()
                .withNewMetadata()
                .withName(pod.getMetadata().getName())
                .withNamespace(pod.getMetadata().getNamespace())
                .endMetadata()
                .withNewStatus()
                .withPhase(ending.exitCode() == 0 ? "Succeeded" : "Failed")
                .withStartTime(now)
                .withContainerStatuses(new ContainerStatusBuilder()
                        .withName(container.getName())
                        .withImage(container.getImage())
                        .withImageID("localhost/pretended@sha256:" + "0".repeat(64))
                        .withReady(false)
                        .withRestartCount(0)
                        .withNewState()
                        .withTerminated(new ContainerStateTerminatedBuilder()
                                .withExitCode(ending.exitCode())
                                .withReason(ending.exitCode() == 0 ? "Completed" : "Error")
                                .withStartedAt(now)
                                .withFinishedAt(now)
                                .withMessage(ending.message())
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
                work.execute(() -> end(pod, ending));
            }
        }
    }

    /** KWOK would end pods itself, without a word. */
    public static void takeOver(KubernetesClient client) {
        for (String stage : List.of("pod-ready", "pod-complete")) {
            client.genericKubernetesResources("kwok.x-k8s.io/v1alpha1", "Stage")
                    .withName(stage)
                    .delete();
        }
    }

    public int ended() {
        return ended.get();
    }

    @Override
    public void close() {
        pods.close();
        work.shutdownNow();
    }
}
