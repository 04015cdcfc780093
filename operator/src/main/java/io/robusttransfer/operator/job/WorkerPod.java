package io.robusttransfer.operator.job;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.PodSecurityContext;
import io.fabric8.kubernetes.api.model.PodSecurityContextBuilder;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.api.model.PodTemplate;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.SecurityContextBuilder;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.VolumeMountBuilder;
import io.robusttransfer.crds.api.ExperimentSpec;
import io.robusttransfer.crds.api.StoreSpec;
import io.robusttransfer.crds.protocol.JobInput;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/** The pod of a Job: it meets the restricted Pod Security Standard, has no API token and writes only to /tmp. */
final class WorkerPod {
    static final String CONTAINER = "worker";
    static final String TMP = "/tmp";
    static final String SECRETS = "/secrets";
    static final String MESSAGE = "/dev/termination-log";
    static final String TMP_VOLUME = "tmp";
    static final String SECRET_VOLUME = "secret-";
    static final long GRACE_SECONDS = 60;

    /** Variables that make libtorch fast; the worker's image has the same. */
    static final Map<String, String> TORCH = Map.of(
            "OMP_NUM_THREADS", "1",
            "OMP_WAIT_POLICY", "passive",
            "MALLOC_ARENA_MAX", "1",
            "MALLOC_MMAP_THRESHOLD_", "33554432",
            "MALLOC_TRIM_THRESHOLD_", "1073741824");

    private WorkerPod() {}

    /**
     * @param environment beside what every worker gets
     * @param small for a Job that plans or reports: devices that the template claims are left out
     * @param template without {@link TemplateRules#refusals}
     * @param labels beside the template's, by which people find the pods
     */
    static PodTemplateSpec of(
            ExperimentSpec spec,
            String image,
            List<String> arguments,
            Map<String, String> environment,
            boolean small,
            Optional<PodTemplate> template,
            Map<String, String> labels) {
        PodTemplateSpec base =
                template.map(PodTemplate::getTemplate).orElseGet(() -> new PodTemplateSpecBuilder().build());
        PodSpec podBase = Objects.requireNonNullElseGet(base.getSpec(), PodSpec::new);
        PodSpecBuilder pod = new PodSpecBuilder(podBase)
                .withRestartPolicy("Never")
                .withTerminationGracePeriodSeconds(grace(podBase))
                .withAutomountServiceAccountToken(false)
                .withEnableServiceLinks(false)
                .withServiceAccountName(
                        spec.worker() == null ? null : spec.worker().serviceAccountName())
                .withSecurityContext(restricted(podBase.getSecurityContext()))
                .withContainers(container(spec, podBase, image, arguments, environment, small))
                .withInitContainers(podBase.getInitContainers().stream()
                        .map(other -> beside(other, small))
                        .toList())
                .addAllToVolumes(volumes(spec));
        if (small) {
            pod.withResourceClaims();
        }
        return new PodTemplateSpecBuilder(base)
                .editOrNewMetadata()
                .addToLabels(new TreeMap<>(labels))
                .endMetadata()
                .withSpec(pod.build())
                .build();
    }

    private static Container container(
            ExperimentSpec spec,
            PodSpec base,
            String image,
            List<String> arguments,
            Map<String, String> environment,
            boolean small) {
        Container worker = base.getContainers().stream()
                .filter(container -> container.getName().equals(CONTAINER))
                .findFirst()
                .orElseGet(Container::new);
        ResourceRequirements resources =
                small ? WorkerResources.ofPlan(spec.worker()) : WorkerResources.ofList(spec.worker());
        if (!small && worker.getResources() != null) {
            resources.setClaims(worker.getResources().getClaims());
        }
        Map<String, String> variables = new TreeMap<>(TORCH);
        variables.put("HOME", TMP);
        variables.putAll(environment);
        if (WorkerResources.askForGpu(resources)) {
            variables.put(JobInput.DEVICE, "cuda");
        }
        worker.getEnv().forEach(own -> variables.remove(own.getName()));
        return new ContainerBuilder(worker)
                .withName(CONTAINER)
                .withImage(image)
                .withImagePullPolicy("IfNotPresent")
                .withArgs(arguments)
                .addAllToEnv(variables.entrySet().stream()
                        .map(entry -> new EnvVar(entry.getKey(), entry.getValue(), null))
                        .toList())
                .withResources(resources)
                .withTerminationMessagePath(MESSAGE)
                .withTerminationMessagePolicy("FallbackToLogsOnError")
                .withSecurityContext(new SecurityContextBuilder(restricted(worker.getSecurityContext()))
                        .withReadOnlyRootFilesystem(true)
                        .build())
                .addAllToVolumeMounts(mounts(spec))
                .build();
    }

    private static Container beside(Container other, boolean small) {
        ContainerBuilder container =
                new ContainerBuilder(other).withSecurityContext(restricted(other.getSecurityContext()));
        if (small && other.getResources() != null) {
            container.editResources().withClaims().endResources();
        }
        return container.build();
    }

    private static long grace(PodSpec base) {
        Long wanted = base.getTerminationGracePeriodSeconds();
        return wanted == null ? GRACE_SECONDS : Math.max(wanted, GRACE_SECONDS);
    }

    private static PodSecurityContext restricted(PodSecurityContext base) {
        PodSecurityContextBuilder context =
                base == null ? new PodSecurityContextBuilder() : new PodSecurityContextBuilder(base);
        if (base == null || base.getSeccompProfile() == null) {
            context.withNewSeccompProfile().withType("RuntimeDefault").endSeccompProfile();
        }
        return context.withRunAsNonRoot(true).build();
    }

    private static SecurityContext restricted(SecurityContext base) {
        return (base == null ? new SecurityContextBuilder() : new SecurityContextBuilder(base))
                .withAllowPrivilegeEscalation(false)
                .withNewCapabilities()
                .withDrop("ALL")
                .endCapabilities()
                .build();
    }

    private static List<Volume> volumes(ExperimentSpec spec) {
        List<Volume> volumes = new ArrayList<>();
        volumes.add(new VolumeBuilder()
                .withName(TMP_VOLUME)
                .withNewEmptyDir()
                .endEmptyDir()
                .build());
        for (String secret : secrets(spec)) {
            volumes.add(new VolumeBuilder()
                    .withName(SECRET_VOLUME + (volumes.size() - 1))
                    .withNewSecret()
                    .withSecretName(secret)
                    .endSecret()
                    .build());
        }
        return volumes;
    }

    private static List<VolumeMount> mounts(ExperimentSpec spec) {
        List<VolumeMount> mounts = new ArrayList<>();
        mounts.add(
                new VolumeMountBuilder().withName(TMP_VOLUME).withMountPath(TMP).build());
        for (String secret : secrets(spec)) {
            mounts.add(new VolumeMountBuilder()
                    .withName(SECRET_VOLUME + (mounts.size() - 1))
                    .withMountPath(SECRETS + "/" + secret)
                    .withReadOnly(true)
                    .build());
        }
        return mounts;
    }

    /** Each once, in the order of the stores. */
    private static List<String> secrets(ExperimentSpec spec) {
        return spec.stores().stream()
                .map(StoreSpec::s3)
                .map(s3 -> s3.secretName())
                .filter(Objects::nonNull)
                .distinct()
                .toList();
    }
}
