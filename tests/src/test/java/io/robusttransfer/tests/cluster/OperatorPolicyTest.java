package io.robusttransfer.tests.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The sample policy, which needs no node: pods are made, and deleted before they run. */
@OnCluster
class OperatorPolicyTest {
    private static final Path SAMPLE = Path.of("..", "deploy", "samples", "admission-policy-operator.yaml");
    private static final String SYSTEM = "robust-transfer-system";
    private static final String ACCOUNT = "robust-transfer-operator";

    private final KubernetesClient admin = Cluster.open().client();
    private final String namespace = "policy-" + Long.toHexString(System.nanoTime());
    private final KubernetesClient operator = new KubernetesClientBuilder()
            .withConfig(new ConfigBuilder(Config.autoConfigure(null))
                    .withImpersonateUsername("system:serviceaccount:" + SYSTEM + ":" + ACCOUNT)
                    .withImpersonateGroups("system:authenticated")
                    .build())
            .build();

    private List<HasMetadata> policy;

    @BeforeEach
    void apply() throws IOException {
        admin.resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(namespace)
                        .endMetadata()
                        .build())
                .create();
        admin.resource(new RoleBuilder()
                        .withNewMetadata()
                        .withNamespace(namespace)
                        .withName(ACCOUNT)
                        .endMetadata()
                        .addNewRule()
                        .withApiGroups("")
                        .withResources("pods")
                        .withVerbs("delete")
                        .endRule()
                        .build())
                .create();
        admin.resource(new RoleBindingBuilder()
                        .withNewMetadata()
                        .withNamespace(namespace)
                        .withName(ACCOUNT)
                        .endMetadata()
                        .withNewRoleRef("rbac.authorization.k8s.io", "Role", ACCOUNT)
                        .addNewSubject("", "ServiceAccount", ACCOUNT, SYSTEM)
                        .build())
                .create();
        try (InputStream sample = Files.newInputStream(SAMPLE)) {
            policy = admin.load(sample).items();
        }
        admin.resourceList(policy).serverSideApply();
    }

    @AfterEach
    void remove() {
        admin.resourceList(policy).delete();
        admin.namespaces().withName(namespace).delete();
        operator.close();
    }

    @Test
    void the_operator_deletes_pods_of_experiments_alone_and_others_what_they_may() {
        Await.atMost(Duration.ofSeconds(60)).until("the policy is in force", () -> {
            try {
                operator.resource(pod("probe", Map.of())).delete();
                return false;
            } catch (KubernetesClientException e) {
                return e.getMessage().contains("probe has no label robusttransfer.io/uid");
            }
        });
        Pod ours = pod("ours", Map.of("robusttransfer.io/uid", "a"));
        Pod theirs = pod("theirs", Map.of("app", "database"));
        assertThat(operator.resource(ours).delete()).isNotEmpty();
        assertThatThrownBy(() -> operator.resource(theirs).delete())
                .hasMessageContaining("theirs has no label robusttransfer.io/uid");
        assertThat(admin.resource(theirs).delete()).isNotEmpty();
    }

    private Pod pod(String name, Map<String, String> labels) {
        return admin.resource(new PodBuilder()
                        .withNewMetadata()
                        .withNamespace(namespace)
                        .withName(name)
                        .withLabels(labels)
                        .endMetadata()
                        .withNewSpec()
                        .withSchedulerName("none")
                        .addNewContainer()
                        .withName("any")
                        .withImage("any")
                        .endContainer()
                        .endSpec()
                        .build())
                .serverSideApply();
    }
}
