package io.robusttransfer.tests.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.robusttransfer.tests.cluster.AuditLog.Write;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An operator that dies, whenever it does, or that is there twice, costs time and nothing else. */
@OnCluster
class KilledOperatorTest {
    private static final int PARALLEL = 2;

    private static Operator operator;

    @BeforeAll
    static void deploy() {
        operator = Operator.deploy();
    }

    @Test
    void an_operator_killed_while_jobs_run_is_followed_by_one_that_ends_the_run() {
        Kit kit = Kit.orSkip("a process of a pod is killed on this machine, which is the node");
        try (Lab lab = Lab.open("kill")) {
            AuditLog log = AuditLog.begin(kit);
            Manifest small = Manifest.small().parallel(PARALLEL);
            Applied experiment = lab.apply(small).await("a list is worked on", now -> !lab.history()
                    .attempts()
                    .isEmpty());
            operator.kill();
            experiment.awaitComplete();
            assertUnharmed(lab, log, small);
        } finally {
            operator.awaitReady();
        }
    }

    @OnCluster.Long
    @Test
    void an_operator_killed_between_any_two_of_its_writes_ends_the_run_as_if_undisturbed(@TempDir Path folder) {
        Kit kit = Kit.orSkip("the API server asks this process before it writes");
        List<Instant> kills = new CopyOnWriteArrayList<>();
        Runnable kill = () -> {
            operator.strike();
            kills.add(Instant.now());
        };
        try (Lab lab = Lab.open("killed-often");
                Turnstile turnstile = Turnstile.before(lab, operator.user(), folder, kill)) {
            AuditLog log = AuditLog.begin(kit);
            Manifest small = Manifest.small().parallel(PARALLEL);
            lab.apply(small).awaitComplete();
            List<Write> writes = log.by(operator.user(), lab.namespace()).stream()
                    .filter(Write::took)
                    .toList();
            System.out.println("The operator was killed at " + turnstile.refused() + " writes, so between any two of "
                    + writes.size() + ": " + writes);
            assertThat(IntStream.range(1, writes.size())).hasSizeGreaterThan(8).allSatisfy(i -> assertThat(kills)
                    .as("between %s and %s", writes.get(i - 1), writes.get(i))
                    .anyMatch(at -> at.isAfter(writes.get(i - 1).at())
                            && at.isBefore(writes.get(i).at())));
            assertUnharmed(lab, log, small);
        } finally {
            operator.awaitReady();
        }
    }

    @OnCluster.Long
    @Test
    void ten_kills_at_random_in_a_larger_run_change_nothing() {
        Kit kit = Kit.orSkip("a process of a pod is killed on this machine, which is the node");
        try (Lab lab = Lab.open("killed-at-random")) {
            AuditLog log = AuditLog.begin(kit);
            Manifest reduced = Manifest.reduced().seeds(0, 1).parallel(PARALLEL);
            Applied experiment = lab.apply(reduced);
            Random random = new Random(4);
            for (int kill = 0; kill < 10; kill++) {
                operator.awaitReady();
                Await.during(Duration.ofMillis(random.nextInt(6_000)), () -> {});
                operator.strike();
            }
            Instant last = Instant.now();
            experiment.awaitComplete();
            assertThat(log.by(operator.user(), lab.namespace()))
                    .as("written by one that came after the tenth")
                    .anyMatch(write -> write.at().isAfter(last) && write.verb().equals("create"));
            assertUnharmed(lab, log, reduced);
        } finally {
            operator.awaitReady();
        }
    }

    @OnCluster.Long
    @Test
    void two_operators_at_once_do_what_one_does() {
        Kit kit = Kit.orSkip("how many Jobs were active is read from the audit log");
        try (Lab lab = Lab.open("two-operators")) {
            AuditLog log = AuditLog.begin(kit);
            Deployment second = second(lab);
            try {
                lab.cluster().client().resource(second).waitUntilReady(2, TimeUnit.MINUTES);
                Manifest small = Manifest.small().parallel(PARALLEL);
                lab.apply(small).awaitComplete();
                assertBothWork(lab);
                assertUnharmed(lab, log, small);
            } finally {
                lab.cluster().client().resource(second).delete();
            }
        }
    }

    /** Claims are one process's: of two that lead each may begin a stage that two experiments have. */
    @OnCluster.Long
    @Test
    void experiments_that_overlap_under_two_operators_begin_a_stage_twice_at_most_and_have_the_laptops_results() {
        try (Lab lab = Lab.open("two-operators-overlap")) {
            Deployment second = second(lab);
            try {
                lab.cluster().client().resource(second).waitUntilReady(2, TimeUnit.MINUTES);
                Manifest reduced = Manifest.reduced().seeds(0).parallel(PARALLEL);
                List<Applied> overlapping = Stream.of(
                                reduced.ofSources("ce", "ceN").named("a"),
                                reduced.ofSources("ceN", "ceA").named("b"),
                                reduced.ofSources("ceA", "ce").named("c"))
                        .map(lab::apply)
                        .toList();
                overlapping.forEach(Applied::awaitComplete);
                assertBothWork(lab);
                lab.history().assertEachBegun(2);
                assertThat(lab.results().stages())
                        .isEqualTo(LaptopRun.of(reduced).stages());
            } finally {
                lab.cluster().client().resource(second).delete();
            }
        }
    }

    /** Another operator under the same account, with a Lease of its own, so that neither waits for the other. */
    private Deployment second(Lab lab) {
        KubernetesClient client = lab.cluster().client();
        client.resource(new RoleBuilder()
                        .withNewMetadata()
                        .withName("lease")
                        .withNamespace(lab.namespace())
                        .endMetadata()
                        .addNewRule()
                        .withApiGroups("coordination.k8s.io")
                        .withResources("leases")
                        .withVerbs("get", "create", "update", "patch")
                        .endRule()
                        .build())
                .create();
        String[] user = operator.user().split(":");
        client.resource(new RoleBindingBuilder()
                        .withNewMetadata()
                        .withName("lease")
                        .withNamespace(lab.namespace())
                        .endMetadata()
                        .withNewRoleRef("rbac.authorization.k8s.io", "Role", "lease")
                        .addNewSubject("", "ServiceAccount", user[3], user[2])
                        .build())
                .create();
        Deployment first = client.apps()
                .deployments()
                .inNamespace(operator.namespace())
                .withName(operator.deployment())
                .get();
        Deployment second = new DeploymentBuilder(first)
                .withNewMetadata()
                .withName("second-operator")
                .withNamespace(operator.namespace())
                .endMetadata()
                .withStatus(null)
                .editSpec()
                .withNewSelector()
                .addToMatchLabels("operator", "second")
                .endSelector()
                .editTemplate()
                .withNewMetadata()
                .addToLabels("operator", "second")
                .endMetadata()
                .endTemplate()
                .endSpec()
                .build();
        List<EnvVar> variables =
                second.getSpec().getTemplate().getSpec().getContainers().get(0).getEnv();
        variables.removeIf(variable -> variable.getName().equals("RT_NAMESPACE"));
        variables.add(new EnvVar("RT_NAMESPACE", lab.namespace(), null));
        return client.resource(second).create();
    }

    /** Neither died, nor waited for the other. */
    private static void assertBothWork(Lab lab) {
        assertThat(lab.cluster()
                        .client()
                        .pods()
                        .inNamespace(operator.namespace())
                        .list()
                        .getItems())
                .hasSize(2)
                .allSatisfy(pod -> assertThat(
                                pod.getStatus().getContainerStatuses().get(0).getRestartCount())
                        .isZero());
        assertThat(Stream.of(operator.namespace(), lab.namespace())).allSatisfy(namespace -> assertThat(lab.cluster()
                        .client()
                        .leases()
                        .inNamespace(namespace)
                        .withName(operator.deployment())
                        .get()
                        .getSpec()
                        .getRenewTime())
                .as("Lease in " + namespace)
                .isAfter(ZonedDateTime.now().minusSeconds(20)));
    }

    /** Each stage was begun once, no more Jobs were active than allowed, and the results are the laptop's. */
    private static void assertUnharmed(Lab lab, AuditLog log, Manifest manifest) {
        assertThat(lab.history().wasted()).isEmpty();
        lab.history().assertEachBegunOnce();
        assertThat(ActiveJobs.most(log, lab)).isBetween(1, PARALLEL);
        assertThat(lab.results().stages()).isEqualTo(LaptopRun.of(manifest).stages());
    }
}
