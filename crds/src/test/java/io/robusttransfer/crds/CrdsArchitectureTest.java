package io.robusttransfer.crds;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.fabric8.kubernetes.client.CustomResource;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.text.DecimalFormat;
import java.text.NumberFormat;
import java.time.format.DateTimeFormatter;
import java.util.Formatter;
import java.util.Locale;
import java.util.Random;
import java.util.Scanner;
import java.util.UUID;

/** Types and plan are the same wherever they run: they call no service, read nothing and know no time. */
@AnalyzeClasses(packages = "io.robusttransfer.crds", importOptions = ImportOption.DoNotIncludeTests.class)
class CrdsArchitectureTest {
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
    static final ArchRule no_cluster_client_no_tensors = noClasses()
            .should()
            .dependOnClassesThat(
                    resideInAnyPackage("io.fabric8.kubernetes.client..", "ai.djl..", "io.robusttransfer.worker..")
                            .and(not(type(CustomResource.class))));

    @ArchTest
    static final ArchRule no_files_and_no_network = noClasses()
            .should()
            .dependOnClassesThat(resideInAnyPackage("java.io", "java.nio.file..", "java.nio.channels..", "java.net..")
                    .and(not(type(IOException.class).or(type(UncheckedIOException.class)))));

    @ArchTest
    static final ArchRule no_clock = noClasses().should().dependOnClassesThat(resideInAnyPackage("java.time.."));

    @ArchTest
    static final ArchRule no_time_environment_or_chance = noClasses()
            .should()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(System.class, "nanoTime")
            .orShould()
            .callMethod(System.class, "getenv", String.class)
            .orShould()
            .callMethod(System.class, "getProperty", String.class)
            .orShould()
            .dependOnClassesThat(resideInAnyPackage("java.util.random.."))
            .orShould()
            .dependOnClassesThat(type(Random.class).or(type(UUID.class)));

    @ArchTest
    static final ArchRule types_know_nothing_of_the_plan =
            noClasses().that().resideInAPackage("..api..").should().dependOnClassesThat(resideInAnyPackage("..plan.."));

    @ArchTest
    static final ArchRule types_are_values = classes()
            .that()
            .resideInAPackage("..api..")
            .and()
            .doNotHaveSimpleName("RobustTransferExperiment")
            .should()
            .haveOnlyFinalFields();
}
