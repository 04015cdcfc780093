package io.robusttransfer.operator;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.time.Instant;

/** Deciding is a function; acting decides nothing. */
@AnalyzeClasses(packages = "io.robusttransfer.operator", importOptions = ImportOption.DoNotIncludeTests.class)
class SeamsTest {
    @ArchTest
    static final ArchRule deciding_and_making_jobs_is_pure = noClasses()
            .that()
            .resideInAnyPackage("..decide..", "..job..")
            .should()
            .dependOnClassesThat(resideInAnyPackage(
                    "io.fabric8.kubernetes.client..",
                    "io.javaoperatorsdk..",
                    "io.quarkus..",
                    "jakarta..",
                    "java.io",
                    "java.nio.file..",
                    "java.net..",
                    "..observe..",
                    "..act.."));

    @ArchTest
    static final ArchRule deciding_knows_of_no_kubernetes_object_but_a_condition = noClasses()
            .that()
            .resideInAPackage("..decide..")
            .should()
            .dependOnClassesThat(resideInAnyPackage("io.fabric8.kubernetes.api.model.batch..", "..operator.job.."));

    @ArchTest
    static final ArchRule time_is_a_parameter = noClasses()
            .that()
            .resideInAnyPackage("..decide..", "..job..", "..observe..", "..act..")
            .should()
            .callMethod(Instant.class, "now")
            .orShould()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(System.class, "nanoTime")
            .orShould()
            .dependOnClassesThat(com.tngtech.archunit.core.domain.JavaClass.Predicates.type(Clock.class));

    @ArchTest
    static final ArchRule observing_changes_nothing = noClasses()
            .that()
            .resideInAPackage("..observe..")
            .should()
            .dependOnClassesThat(resideInAnyPackage("..act.."));

    @ArchTest
    static final ArchRule nobody_sleeps = noClasses().should().callMethod(Thread.class, "sleep", long.class);

    @ArchTest
    static final ArchRule operator_and_worker_share_only_what_crds_has =
            noClasses().should().dependOnClassesThat(resideInAnyPackage("io.robusttransfer.worker..", "ai.djl.."));

    @ArchTest
    static final ArchRule no_secret_is_ever_read = noClasses()
            .should()
            .callMethod(io.fabric8.kubernetes.client.KubernetesClient.class, "secrets")
            .orShould()
            .dependOnClassesThat(com.tngtech.archunit.core.domain.JavaClass.Predicates.type(
                    io.fabric8.kubernetes.api.model.Secret.class));
}
