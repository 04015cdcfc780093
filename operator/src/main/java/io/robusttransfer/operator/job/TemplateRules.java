package io.robusttransfer.operator.job;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.HTTPGetAction;
import io.fabric8.kubernetes.api.model.LifecycleHandler;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodTemplate;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.TCPSocketAction;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.robusttransfer.crds.protocol.JobInput;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Rules for a PodTemplate: it may not weaken the pod, nor set a field that the experiment or the operator sets. Defaults that
 * the API server writes into every PodTemplate are allowed.
 */
final class TemplateRules {
    /** The API server wants an image of every container; the worker's own is the experiment's. */
    static final String IMAGE = "worker";

    private static final String LEAVE_OUT = "leave it out";
    private static final String IN_WORKER = "write it to the experiment's spec.worker.";
    private static final String KUEUE_QUEUE = "kueue.x-k8s.io/queue-name";
    /** How a container's AppArmor profile was named before there was a field for it; the API server still reads it. */
    private static final String APP_ARMOR = "container.apparmor.security.beta.kubernetes.io/";

    private static final Set<String> OURS = Set.of("HOME", "TMPDIR");

    private final List<String> refusals = new ArrayList<>();

    private TemplateRules() {}

    /** Each names field, value and remedy; none if all is well. */
    static List<String> refusals(PodTemplate template) {
        TemplateRules rules = new TemplateRules();
        if (template.getTemplate() != null) {
            rules.metadata(template.getTemplate().getMetadata());
            if (template.getTemplate().getSpec() != null) {
                rules.pod(template.getTemplate().getSpec());
            }
        }
        return List.copyOf(rules.refusals);
    }

    private void metadata(ObjectMeta metadata) {
        if (metadata == null) {
            return;
        }
        String at = "template.metadata.";
        refuse(!metadata.getFinalizers().isEmpty(), at + "finalizers", metadata.getFinalizers(), LEAVE_OUT);
        names(at + "labels", metadata.getLabels());
        names(at + "annotations", metadata.getAnnotations());
    }

    private void names(String at, Map<String, String> map) {
        if (map == null) {
            return;
        }
        map.forEach((name, value) -> {
            refuse(
                    name.startsWith(JobMetadata.PREFIX) || name.equals(JobMetadata.MANAGED_BY),
                    at + "." + name,
                    value,
                    "it is the operator's; " + LEAVE_OUT);
            refuse(name.equals(KUEUE_QUEUE), at + "." + name, value, "write it to the experiment's metadata.labels");
            refuse(name.startsWith(APP_ARMOR) && "unconfined".equals(value), at + "." + name, value, LEAVE_OUT);
        });
    }

    private void pod(PodSpec pod) {
        String at = "template.spec.";
        refuseTrue(at + "hostNetwork", pod.getHostNetwork());
        refuseTrue(at + "hostPID", pod.getHostPID());
        refuseTrue(at + "hostIPC", pod.getHostIPC());
        refuseTrue(at + "automountServiceAccountToken", pod.getAutomountServiceAccountToken());
        refuseTrue(at + "enableServiceLinks", pod.getEnableServiceLinks());
        refuseSaid(at + "serviceAccountName", pod.getServiceAccountName(), IN_WORKER + "serviceAccountName");
        refuseSaid(at + "activeDeadlineSeconds", pod.getActiveDeadlineSeconds(), LEAVE_OUT);
        refuseSaid(at + "nodeName", pod.getNodeName(), "write a nodeSelector");
        refuseSaid(at + "resources", pod.getResources(), IN_WORKER + "resources");
        refuse(
                "OnFailure".equals(pod.getRestartPolicy()),
                at + "restartPolicy",
                pod.getRestartPolicy(),
                "attempts are counted by the operator (spec.execution.retries); " + LEAVE_OUT);
        Long grace = pod.getTerminationGracePeriodSeconds();
        refuse(
                grace != null && grace < WorkerPod.GRACE_SECONDS && grace != 30,
                at + "terminationGracePeriodSeconds",
                grace,
                "a worker needs " + WorkerPod.GRACE_SECONDS + " s to save; write at least that, or " + LEAVE_OUT);
        refuse(
                !pod.getEphemeralContainers().isEmpty(),
                at + "ephemeralContainers",
                pod.getEphemeralContainers().size() + " of them",
                LEAVE_OUT);
        new SecurityRules(this::refuse).pod(at + "securityContext", pod.getSecurityContext());
        new VolumeRules(this::refuse).volumes(at + "volumes", pod.getVolumes());
        pod.getContainers().forEach(container -> {
            if (WorkerPod.CONTAINER.equals(container.getName())) {
                worker(at + "containers[worker].", container);
            } else {
                refuse(
                        true,
                        at + "containers",
                        container.getName(),
                        "the pod would keep running for this container; move it to initContainers (with restartPolicy:"
                                + " Always if it has to run beside the worker)");
            }
        });
        pod.getInitContainers().forEach(container -> {
            String here = at + "initContainers[" + container.getName() + "].";
            refuse(
                    WorkerPod.CONTAINER.equals(container.getName()),
                    here + "name",
                    container.getName(),
                    "it is the operator's; write another");
            refuse(
                    container.getImage() != null && !WorkerImage.isImage(container.getImage()),
                    here + "image",
                    container.getImage(),
                    "write the name of an image");
            anyContainer(here, container);
        });
    }

    private void anyContainer(String at, Container container) {
        new SecurityRules(this::refuse).container(at + "securityContext", container.getSecurityContext());
        container
                .getPorts()
                .forEach(port -> refuse(
                        port.getHostPort() != null && port.getHostPort() != 0,
                        at + "ports.hostPort",
                        port.getHostPort(),
                        LEAVE_OUT));
        probe(at + "livenessProbe", container.getLivenessProbe());
        probe(at + "readinessProbe", container.getReadinessProbe());
        probe(at + "startupProbe", container.getStartupProbe());
        if (container.getLifecycle() != null) {
            handler(at + "lifecycle.postStart", container.getLifecycle().getPostStart());
            handler(at + "lifecycle.preStop", container.getLifecycle().getPreStop());
        }
    }

    private void probe(String at, Probe probe) {
        if (probe != null) {
            host(at, probe.getHttpGet(), probe.getTcpSocket());
        }
    }

    private void handler(String at, LifecycleHandler handler) {
        if (handler != null) {
            host(at, handler.getHttpGet(), handler.getTcpSocket());
        }
    }

    /** The node's kubelet would ask another machine than the pod. */
    private void host(String at, HTTPGetAction http, TCPSocketAction tcp) {
        refuseSaid(at + ".httpGet.host", http == null ? null : http.getHost(), LEAVE_OUT);
        refuseSaid(at + ".tcpSocket.host", tcp == null ? null : tcp.getHost(), LEAVE_OUT);
    }

    private void worker(String at, Container container) {
        anyContainer(at, container);
        refuse(
                container.getImage() != null && !container.getImage().equals(IMAGE),
                at + "image",
                container.getImage(),
                "write " + IMAGE + " here (the API server requires a value) and the image in the experiment's"
                        + " spec.worker.image");
        refuse(
                "Never".equals(container.getImagePullPolicy()),
                at + "imagePullPolicy",
                container.getImagePullPolicy(),
                "it is IfNotPresent; " + LEAVE_OUT);
        refuseAny(at + "command", container.getCommand());
        refuseAny(at + "args", container.getArgs());
        refuseSaid(at + "workingDir", container.getWorkingDir(), LEAVE_OUT);
        refuseSaid(at + "lifecycle", container.getLifecycle(), "a worker saves when it is told to stop; " + LEAVE_OUT);
        refuseSaid(at + "livenessProbe", container.getLivenessProbe(), LEAVE_OUT);
        refuseSaid(at + "readinessProbe", container.getReadinessProbe(), LEAVE_OUT);
        refuseSaid(at + "startupProbe", container.getStartupProbe(), LEAVE_OUT);
        refuseSaid(at + "restartPolicy", container.getRestartPolicy(), LEAVE_OUT);
        refuseAny(at + "restartPolicyRules", container.getRestartPolicyRules());
        refuse(
                container.getTerminationMessagePath() != null
                        && !container.getTerminationMessagePath().equals(WorkerPod.MESSAGE),
                at + "terminationMessagePath",
                container.getTerminationMessagePath(),
                LEAVE_OUT);
        if (container.getResources() != null) {
            refuseNamed(at + "resources.limits", container.getResources().getLimits());
            refuseNamed(at + "resources.requests", container.getResources().getRequests());
        }
        for (EnvVar variable : container.getEnv()) {
            String name = variable.getName();
            refuse(
                    name.startsWith("RT_") && !name.equals(JobInput.DEVICE)
                            || OURS.contains(name)
                            || WorkerPod.TORCH.containsKey(name),
                    at + "env",
                    name,
                    "it is the operator's; " + LEAVE_OUT);
        }
        for (VolumeMount mount : container.getVolumeMounts()) {
            String path = mount.getMountPath();
            String bare = path.replaceAll("/+", "/").replaceFirst("/$", "");
            refuse(
                    bare.isEmpty()
                            || bare.equals(WorkerPod.TMP)
                            || (WorkerPod.MESSAGE + "/").startsWith(bare + "/")
                            || (bare + "/").startsWith(WorkerPod.SECRETS + "/"),
                    at + "volumeMounts",
                    path,
                    "it is the operator's; write another path");
        }
    }

    private void refuseTrue(String field, Boolean value) {
        refuse(Boolean.TRUE.equals(value), field, value, LEAVE_OUT);
    }

    private void refuseSaid(String field, Object value, String remedy) {
        refuse(value != null && !value.equals(""), field, value, remedy);
    }

    private void refuseAny(String field, List<?> values) {
        refuse(!values.isEmpty(), field, values, LEAVE_OUT);
    }

    private void refuseNamed(String field, Map<String, ?> values) {
        refuse(values != null && !values.isEmpty(), field, values, IN_WORKER + "resources");
    }

    private void refuse(boolean is, String field, Object value, String remedy) {
        if (is) {
            refusals.add(field + ": " + value + ": " + remedy);
        }
    }
}
