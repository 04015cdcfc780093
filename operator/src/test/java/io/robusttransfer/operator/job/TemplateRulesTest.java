package io.robusttransfer.operator.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.PodTemplate;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TemplateRulesTest {
    @Test
    void what_the_api_server_writes_into_every_template_passes() {
        assertThat(TemplateRules.refusals(Given.template())).isEmpty();
        assertThat(TemplateRules.refusals(new PodTemplate())).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "hostNetwork: true|hostNetwork: true: leave it out",
                "hostPID: true|hostPID: true: leave it out",
                "hostIPC: true|hostIPC: true: leave it out",
                "automountServiceAccountToken: true|automountServiceAccountToken: true: leave it out",
                "enableServiceLinks: true|enableServiceLinks: true: leave it out",
                "serviceAccountName: admin|serviceAccountName: admin: write it to the experiment's"
                        + " spec.worker.serviceAccountName",
                "restartPolicy: OnFailure|restartPolicy: OnFailure: attempts are counted by the operator"
                        + " (spec.execution.retries); leave it out",
                "activeDeadlineSeconds: 60|activeDeadlineSeconds: 60: leave it out",
                "nodeName: node1|nodeName: node1: write a nodeSelector",
                "terminationGracePeriodSeconds: 5|terminationGracePeriodSeconds: 5: a worker needs 60 s to save; write at"
                        + " least that, or leave it out",
                "securityContext: {runAsUser: 0}|securityContext.runAsUser: 0: write another user than root",
                "securityContext: {runAsNonRoot: false}|securityContext.runAsNonRoot: false: leave it out",
                "securityContext: {seccompProfile: {type: Unconfined}}|securityContext.seccompProfile.type: Unconfined: write"
                        + " RuntimeDefault",
                "securityContext: {appArmorProfile: {type: Unconfined}}|securityContext.appArmorProfile.type: Unconfined:"
                        + " write RuntimeDefault",
                "securityContext: {seLinuxOptions: {type: spc_t}}|securityContext.seLinuxOptions.type: spc_t: write"
                        + " container_t",
                "securityContext: {sysctls: [{name: kernel.msgmax, value: '1'}]}|securityContext.sysctls: kernel.msgmax:"
                        + " leave it out",
                "securityContext: {windowsOptions: {hostProcess: true}}|securityContext.windowsOptions.hostProcess: true:"
                        + " leave it out",
                "volumes: [{name: tmp, emptyDir: {}}]|volumes[tmp].name: tmp: it is the operator's; write another",
                "volumes: [{name: secret-0, emptyDir: {}}]|volumes[secret-0].name: secret-0: it is the operator's; write"
                        + " another",
                "containers: [{name: beside, image: x}]|containers: beside: the pod would keep running for this"
                        + " container; move it to initContainers (with restartPolicy: Always if it has to run beside the"
                        + " worker)",
                "initContainers: [{name: a, image: Proxy}]|initContainers[a].image: Proxy: write the name of an image",
                "initContainers: [{name: worker, image: x}]|initContainers[worker].name: worker: it is the operator's; write"
                        + " another",
                "initContainers: [{name: a, image: x, securityContext: {privileged: true}}]|initContainers[a]"
                        + ".securityContext.privileged: true: leave it out",
                "initContainers: [{name: a, image: x, ports: [{containerPort: 1, hostPort: 80}]}]|initContainers[a]"
                        + ".ports.hostPort: 80: leave it out",
                "initContainers: [{name: a, image: x, readinessProbe: {httpGet: {host: b, port: 1}}}]|initContainers[a]"
                        + ".readinessProbe.httpGet.host: b: leave it out",
                "initContainers: [{name: a, image: x, lifecycle: {preStop: {tcpSocket: {host: b, port: 1}}}}]"
                        + "|initContainers[a].lifecycle.preStop.tcpSocket.host: b: leave it out",
            })
    void a_pod_that_would_be_weaker_is_refused(String field, String refusal) {
        assertThat(refusals("template: {spec: {%s}}".formatted(field))).containsExactly("template.spec." + refusal);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "image: mine:1|image: mine:1: write worker here (the API server requires a value) and the image in the"
                        + " experiment's spec.worker.image",
                "imagePullPolicy: Never|imagePullPolicy: Never: it is IfNotPresent; leave it out",
                "command: [sh]|command: [sh]: leave it out",
                "args: [run]|args: [run]: leave it out",
                "workingDir: /x|workingDir: /x: leave it out",
                "terminationMessagePath: /x|terminationMessagePath: /x: leave it out",
                "resources: {limits: {cpu: 1}}|resources.limits: {cpu=1}: write it to the experiment's spec.worker.resources",
                "resources: {requests: {cpu: 1}}|resources.requests: {cpu=1}: write it to the experiment's"
                        + " spec.worker.resources",
                "env: [{name: RT_PLAN, value: x}]|env: RT_PLAN: it is the operator's; leave it out",
                "env: [{name: HOME, value: x}]|env: HOME: it is the operator's; leave it out",
                "env: [{name: OMP_NUM_THREADS, value: '8'}]|env: OMP_NUM_THREADS: it is the operator's; leave it out",
                "volumeMounts: [{name: a, mountPath: /tmp}]|volumeMounts: /tmp: it is the operator's; write another path",
                "volumeMounts: [{name: a, mountPath: /secrets/s3}]|volumeMounts: /secrets/s3: it is the operator's; write"
                        + " another path",
                "securityContext: {privileged: true}|securityContext.privileged: true: leave it out",
                "securityContext: {runAsUser: 0}|securityContext.runAsUser: 0: write another user than root",
                "securityContext: {allowPrivilegeEscalation: true}|securityContext.allowPrivilegeEscalation: true: leave it"
                        + " out",
                "securityContext: {capabilities: {add: [SYS_ADMIN]}}|securityContext.capabilities.add: [SYS_ADMIN]: leave it"
                        + " out",
                "securityContext: {readOnlyRootFilesystem: false}|securityContext.readOnlyRootFilesystem: false: write to"
                        + " /tmp, or mount a volume",
                "securityContext: {procMount: Unmasked}|securityContext.procMount: Unmasked: leave it out",
            })
    void the_worker_itself_is_the_operators(String field, String refusal) {
        assertThat(refusals("template: {spec: {containers: [{name: worker, %s}]}}".formatted(field)))
                .containsExactly("template.spec.containers[worker]." + refusal);
    }

    @ParameterizedTest
    @ValueSource(strings = {"lifecycle: {preStop: {sleep: {seconds: 9}}}", "livenessProbe: {tcpSocket: {port: 1}}"})
    void nothing_comes_between_a_worker_and_its_end(String field) {
        assertThat(refusals("template: {spec: {containers: [{name: worker, %s}]}}".formatted(field)))
                .singleElement()
                .asString()
                .startsWith("template.spec.containers[worker]." + field.split(":")[0]);
    }

    @ParameterizedTest
    @ValueSource(strings = {"hostPath: {path: /}", "nfs: {server: a, path: /}", "iscsi: {iqn: a, lun: 0}"})
    void a_volume_of_the_node_or_of_a_server_is_refused(String source) {
        assertThat(refusals("template: {spec: {volumes: [{name: data, %s}]}}".formatted(source)))
                .singleElement()
                .asString()
                .startsWith("template.spec.volumes[data]: ")
                .endsWith("or secret");
    }

    @ParameterizedTest
    @CsvSource({
        "'', 1",
        "'audience: \"\", ', 1",
        "'audience: https://kubernetes.default.svc, ', 1",
        "'audience: sts, ', 0"
    })
    void a_token_for_the_api_is_refused_and_one_for_another_audience_is_not(String audience, int refused) {
        assertThat(refusals(
                        "template: {spec: {volumes: [{name: id, projected: {sources: [{serviceAccountToken: {%spath:"
                                        .formatted(audience)
                                + " token}}]}}]}}"))
                .hasSize(refused);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "labels: {robusttransfer.io/uid: x}",
                "labels: {app.kubernetes.io/managed-by: x}",
                "labels: {kueue.x-k8s.io/queue-name: gpu}",
                "annotations: {container.apparmor.security.beta.kubernetes.io/worker: unconfined}",
                "finalizers: [example.org/x]"
            })
    void labels_that_mean_something_here_are_refused(String metadata) {
        assertThat(refusals("template: {metadata: {%s}}".formatted(metadata))).hasSize(1);
    }

    private static List<String> refusals(String yaml) {
        return TemplateRules.refusals(
                Serialization.unmarshal("apiVersion: v1\nkind: PodTemplate\n" + yaml, PodTemplate.class));
    }
}
