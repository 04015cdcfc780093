package io.robusttransfer.tests.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.DeletionPropagation;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodTemplateBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.PolicyRuleBuilder;
import io.fabric8.kubernetes.client.dsl.RbacAPIGroupDSL;
import io.robusttransfer.tests.cluster.Rights.Permission;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The operator needs every right of its role: without any one of them something that is promised does not hold. */
@OnCluster
@OnCluster.Long
class LeastRoleTest {
    private static final Duration SOON = Duration.ofSeconds(75);
    private static final Manifest ONE = Manifest.small().ofSources("ce");

    private static Operator operator;

    /** What is promised, as shortly as it can be seen. */
    enum Promise {
        AN_EXPERIMENT_ENDS(lab -> soon(lab.apply(ONE), "Complete")),
        A_SUSPENDED_EXPERIMENT_LEAVES_THE_CLUSTER(lab -> {
            Applied experiment = lab.apply(Manifest.slow().ofSources("ceA"));
            await(experiment, "it trains", () -> !lab.history().attempts().isEmpty());
            experiment.suspend(true);
            await(experiment, "no pod is left", () -> lab.activePods().isEmpty());
            assertThat(lab.results().stages())
                    .as("what its training left unfinished")
                    .isEmpty();
        }),
        A_POD_TEMPLATE_IS_HEEDED(lab -> {
            lab.cluster()
                    .client()
                    .resource(new PodTemplateBuilder()
                            .withNewMetadata()
                            .withName("mine")
                            .withNamespace(lab.namespace())
                            .endMetadata()
                            .withNewTemplate()
                            .withNewMetadata()
                            .addToLabels("team", "mine")
                            .endMetadata()
                            .withNewSpec()
                            .addNewContainer()
                            .withName("worker")
                            .withImage("worker")
                            .endContainer()
                            .endSpec()
                            .endTemplate()
                            .build())
                    .create();
            Applied experiment = lab.apply(ONE.podTemplate("mine"));
            await(experiment, "a list's pod is of the template", () -> lab.pods().stream()
                    .anyMatch(pod -> "mine".equals(pod.getMetadata().getLabels().get("team"))));
        }),
        A_POD_LEFT_OF_A_JOB_ENDS(lab -> {
            Applied experiment = lab.apply(Manifest.slow().ofSources("ceA"));
            await(experiment, "it trains", () -> !lab.history().attempts().isEmpty());
            Pod left = lab.activePods().get(0);
            lab.cluster()
                    .client()
                    .resource(lab.listJobs().get(0))
                    .withPropagationPolicy(DeletionPropagation.ORPHAN)
                    .delete();
            await(experiment, "the pod that was left is gone", () -> lab.pods().stream()
                    .noneMatch(pod ->
                            pod.getMetadata().getUid().equals(left.getMetadata().getUid())));
        }),
        WHY_NO_POD_CAN_BE_IS_SAID(lab -> soon(lab.apply(ONE.serviceAccount("absent")), "FailedCreate")),
        TRANSITIONS_ARE_TOLD_AS_EVENTS(lab -> {
            Applied experiment = lab.apply(ONE);
            await(
                    experiment,
                    "an event about it",
                    () -> lab.cluster().client().v1().events().inNamespace(lab.namespace()).list().getItems().stream()
                            .anyMatch(event -> experiment
                                    .uid()
                                    .equals(event.getInvolvedObject().getUid())));
        }),
        A_NAME_THAT_IS_TAKEN_IS_SAID(lab -> {
            Applied first = lab.apply(ONE);
            soon(first, "Complete");
            Job job = lab.listJobs().get(0);
            first.delete();
            Await.atMost(SOON).until("its Jobs are gone", () -> lab.jobs().isEmpty());
            lab.results().store().deleteAll("");
            lab.cluster()
                    .client()
                    .resource(new JobBuilder()
                            .withNewMetadata()
                            .withName(job.getMetadata().getName())
                            .withNamespace(lab.namespace())
                            .endMetadata()
                            .withNewSpec()
                            .withSuspend(true)
                            .withTemplate(job.getSpec().getTemplate())
                            .editTemplate()
                            .withNewMetadata()
                            .endMetadata()
                            .endTemplate()
                            .endSpec()
                            .build())
                    .create();
            soon(lab.apply(ONE.named("second")), "NameTaken");
        });

        private final Consumer<Lab> holds;

        Promise(Consumer<Lab> holds) {
            this.holds = holds;
        }

        void hold() {
            try (Lab lab = Lab.open("right")) {
                holds.accept(lab);
            }
        }
    }

    @BeforeAll
    static void deploy() {
        operator = Operator.deploy();
    }

    @AfterAll
    static void restore() {
        if (operator != null) {
            operator.applyOverlay();
            operator.restart();
            operator.awaitReady();
        }
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource
    void with_its_whole_role_every_promise_holds(Promise promise) {
        operator.restart(); // as before those that are to be broken: in the same time
        promise.hold();
    }

    static Stream<Permission> rights() throws IOException {
        Rights rights = Rights.ofTheRole();
        return Stream.concat(rights.everywhere().stream(), rights.atHome().stream());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rights")
    void without_any_one_right_a_promise_is_broken(Permission right) {
        Promise promise = promise(right);
        try {
            takeAway(right);
            operator.restart();
            assertThatThrownBy(promise::hold, "%s without %s", promise, right).isInstanceOf(AssertionError.class);
        } finally {
            operator.applyOverlay();
        }
    }

    private static Promise promise(Permission right) {
        return switch (right.verb() + " " + right.resource()) {
            case "delete jobs" -> Promise.A_SUSPENDED_EXPERIMENT_LEAVES_THE_CLUSTER;
            case "delete pods" -> Promise.A_POD_LEFT_OF_A_JOB_ENDS;
            case "get podtemplates" -> Promise.A_POD_TEMPLATE_IS_HEEDED;
            case "list events" -> Promise.WHY_NO_POD_CAN_BE_IS_SAID;
            case "create events" -> Promise.TRANSITIONS_ARE_TOLD_AS_EVENTS;
            case "get jobs" -> Promise.A_NAME_THAT_IS_TAKEN_IS_SAID;
            default -> Promise.AN_EXPERIMENT_ENDS;
        };
    }

    /** From whichever role has it; a Lease goes with it, so that the operator that follows must make or take one. */
    private static void takeAway(Permission right) {
        RbacAPIGroupDSL rbac = operator.cluster().client().rbac();
        rbac.clusterRoles().withName(operator.deployment()).edit(role -> {
            role.setRules(without(role.getRules(), right));
            return role;
        });
        rbac.roles()
                .inNamespace(operator.namespace())
                .withName(operator.deployment() + "-lease")
                .edit(role -> {
                    role.setRules(without(role.getRules(), right));
                    return role;
                });
        if (right.resource().equals("leases") && right.verb().equals("create")) {
            operator.cluster()
                    .client()
                    .leases()
                    .inNamespace(operator.namespace())
                    .delete();
        }
    }

    private static List<PolicyRule> without(List<PolicyRule> rules, Permission right) {
        List<PolicyRule> left = new ArrayList<>();
        for (PolicyRule rule : rules) {
            boolean has = rule.getApiGroups().contains(right.group())
                    && rule.getResources().contains(right.resource())
                    && rule.getVerbs().contains(right.verb())
                    && rule.getResourceNames().isEmpty() == right.name().isEmpty();
            PolicyRule rest = new PolicyRuleBuilder(rule).build();
            if (has) {
                assertThat(rule.getResources()).as("one resource per rule").hasSize(1);
                rest.getVerbs().remove(right.verb());
            }
            if (!rest.getVerbs().isEmpty()) {
                left.add(rest);
            }
        }
        return left;
    }

    private static void soon(Applied experiment, String reason) {
        await(experiment, "its reason is " + reason, () -> experiment.reason().equals(reason));
    }

    private static void await(Applied experiment, String what, BooleanSupplier holds) {
        Await.atMost(SOON).showing(experiment::seen).until(what, holds);
    }
}
