package io.robusttransfer.operator;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.PrintStream;
import java.text.DecimalFormat;
import java.text.NumberFormat;
import java.time.Clock;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Formatter;
import java.util.Locale;
import java.util.Scanner;
import java.util.Set;

/** Deciding is a function; acting decides nothing. */
@AnalyzeClasses(packages = "io.robusttransfer.operator", importOptions = ImportOption.DoNotIncludeTests.class)
class OperatorArchitectureTest {
    /** No main sets a locale here, so nothing may ask for the machine's. */
    @ArchTest
    static final ArchRule nothing_is_written_in_the_language_of_the_machine = noClasses()
            .should()
            .callMethod(String.class, "format", String.class, Object[].class)
            .orShould()
            .callMethod(String.class, "formatted", Object[].class)
            .orShould()
            .callMethod(String.class, "toLowerCase")
            .orShould()
            .callMethod(String.class, "toUpperCase")
            .orShould()
            .callMethod(PrintStream.class, "printf", String.class, Object[].class)
            .orShould()
            .callMethod(DateTimeFormatter.class, "ofPattern", String.class)
            .orShould()
            .callMethod(Locale.class, "getDefault")
            .orShould()
            .dependOnClassesThat(type(Scanner.class)
                    .or(type(Formatter.class))
                    .or(type(NumberFormat.class))
                    .or(type(DecimalFormat.class)));

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
            .dependOnClassesThat(JavaClass.Predicates.type(Clock.class));

    @ArchTest
    static final ArchRule observing_changes_nothing = noClasses()
            .that()
            .resideInAPackage("..observe..")
            .should()
            .dependOnClassesThat(resideInAnyPackage("..act.."));

    @ArchTest
    static final ArchRule no_class_calls_thread_sleep =
            noClasses().should().callMethod(Thread.class, "sleep", long.class);

    @ArchTest
    static final ArchRule operator_and_worker_share_only_what_crds_has =
            noClasses().should().dependOnClassesThat(resideInAnyPackage("io.robusttransfer.worker..", "ai.djl.."));

    @ArchTest
    static final ArchRule no_secret_is_ever_read = noClasses()
            .should()
            .callMethod(KubernetesClient.class, "secrets")
            .orShould()
            .dependOnClassesThat(JavaClass.Predicates.type(Secret.class));

    @ArchTest
    static final ArchRule no_exception_is_caught_by_a_broad_name = classes().should(catchNothingBroad());

    private static ArchCondition<JavaClass> catchNothingBroad() {
        Set<String> broad = Set.of(Exception.class.getName(), RuntimeException.class.getName(), Error.class.getName());
        return new ArchCondition<>("catch no exceptions by a broad name") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                type.getCodeUnits().stream()
                        .filter(unit -> !unit.getModifiers().contains(JavaModifier.SYNTHETIC)
                                || unit.getName().startsWith("lambda$"))
                        .forEach(unit -> unit.getTryCatchBlocks().stream()
                                .flatMap(block -> block.getCaughtThrowables().stream())
                                .filter(caught -> broad.contains(caught.getName()))
                                .forEach(caught -> events.add(SimpleConditionEvent.violated(
                                        type, unit.getFullName() + " catches " + caught.getName()))));
            }
        };
    }
}
