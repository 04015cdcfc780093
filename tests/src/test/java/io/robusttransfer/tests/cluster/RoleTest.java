package io.robusttransfer.tests.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReviewBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.robusttransfer.tests.cluster.Rights.Permission;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What the operator may do is what its role says: nothing less, and nothing more by another way. */
@OnCluster
class RoleTest {
    private static final List<String> VERBS = List.of(
            "get",
            "list",
            "watch",
            "create",
            "update",
            "patch",
            "delete",
            "deletecollection",
            "impersonate",
            "bind",
            "escalate",
            "approve",
            "sign",
            "use");

    private static Operator operator;

    @BeforeAll
    static void deploy() {
        operator = Operator.deploy();
    }

    @Test
    void the_operator_may_do_what_its_role_says_and_nothing_else() throws IOException {
        Rights role = Rights.ofTheRole();
        assertThat(role.everywhere()).isNotEmpty();
        assertThat(role.atHome()).isNotEmpty();
        try (KubernetesClient asOperator = as(operator.user());
                KubernetesClient asNobody = as("system:serviceaccount:default:default")) {
            Set<String> elsewhere = new TreeSet<>();
            Set<String> home = new TreeSet<>();
            for (Permission asked : all(role)) {
                if (may(asOperator, asked, "default") && !may(asNobody, asked, "default")) {
                    elsewhere.add(asked.toString());
                }
                if (may(asOperator, asked, operator.namespace()) && !may(asNobody, asked, operator.namespace())) {
                    home.add(asked.toString());
                }
            }
            Set<String> expected = Rights.spelt(role.everywhere());
            assertThat(elsewhere).isEqualTo(expected);
            expected.addAll(Rights.spelt(role.atHome()));
            assertThat(home).isEqualTo(expected);
        }
    }

    @Test
    void the_role_reads_no_secret_and_has_no_wildcard() throws IOException {
        Rights role = Rights.ofTheRole();
        assertThat(List.of(role.everywhere(), role.atHome())).allSatisfy(rights -> assertThat(rights)
                .noneMatch(each -> each.resource().startsWith("secrets"))
                .noneMatch(each -> each.toString().contains("*")));
    }

    /** Every resource of the API with every verb, and what the role names besides. */
    private List<Permission> all(Rights role) {
        List<Permission> all = new ArrayList<>();
        List<String> groups = new ArrayList<>(List.of("/api/v1"));
        for (JsonNode group : get("/apis").path("groups")) {
            group.path("versions")
                    .forEach(version ->
                            groups.add("/apis/" + version.path("groupVersion").asText()));
        }
        Set<Permission> seen = new TreeSet<>(java.util.Comparator.comparing(Permission::toString));
        for (String path : groups) {
            String group = path.startsWith("/apis/") ? path.split("/")[2] : "";
            for (JsonNode resource : get(path).path("resources")) {
                for (String verb : VERBS) {
                    seen.add(new Permission(group, resource.path("name").asText(), verb, ""));
                }
            }
        }
        all.addAll(seen);
        role.atHome().stream().filter(each -> !each.name().isEmpty()).forEach(all::add);
        return all;
    }

    private JsonNode get(String path) {
        return operator.cluster().send("GET", path, null, null).body();
    }

    private KubernetesClient as(String user) {
        String namespace = user.split(":")[2];
        Config config = new ConfigBuilder(Config.autoConfigure(null))
                .withImpersonateUsername(user)
                .withImpersonateGroups(
                        "system:serviceaccounts", "system:serviceaccounts:" + namespace, "system:authenticated")
                .build();
        return new KubernetesClientBuilder().withConfig(config).build();
    }

    private static boolean may(KubernetesClient client, Permission asked, String namespace) {
        String[] resource = asked.resource().split("/", 2);
        return client.authorization()
                .v1()
                .selfSubjectAccessReview()
                .create(new SelfSubjectAccessReviewBuilder()
                        .withNewSpec()
                        .withNewResourceAttributes()
                        .withNamespace(namespace)
                        .withGroup(asked.group())
                        .withResource(resource[0])
                        .withSubresource(resource.length > 1 ? resource[1] : "")
                        .withVerb(asked.verb())
                        .withName(asked.name())
                        .endResourceAttributes()
                        .endSpec()
                        .build())
                .getStatus()
                .getAllowed();
    }
}
