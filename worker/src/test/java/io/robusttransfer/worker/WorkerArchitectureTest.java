package io.robusttransfer.worker;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import io.robusttransfer.worker.cli.Main;
import io.robusttransfer.worker.stage.StageLoop;
import java.util.Locale;
import java.util.Set;

@AnalyzeClasses(packages = "io.robusttransfer.worker", importOptions = ImportOption.DoNotIncludeTests.class)
class WorkerArchitectureTest {
    @ArchTest
    static final ArchRule data_stores_archives_manifests_randomness_reports_and_scores_see_no_tensors = noClasses()
            .that()
            .resideInAnyPackage(
                    "..worker.data..",
                    "..worker.store..",
                    "..worker.archive..",
                    "..worker.manifest..",
                    "..worker.random..",
                    "..worker.report..",
                    "..worker.transferability..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("..worker.tensor..", "..worker.model..");

    @ArchTest
    static final ArchRule reports_are_made_of_figures_alone = noClasses()
            .that()
            .resideInAPackage("..worker.report..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "..worker.store..", "..worker.archive..", "..worker.stage..", "..worker.data..", "java.nio.file..");

    @ArchTest
    static final ArchRule the_science_knows_no_place_where_results_are_kept = noClasses()
            .that()
            .resideInAnyPackage(
                    "..worker.attack..",
                    "..worker.certify..",
                    "..worker.scheme..",
                    "..worker.train..",
                    "..worker.augment..",
                    "..worker.shift..",
                    "..worker.model..",
                    "..worker.transferability..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("..worker.store..", "..worker.archive..", "..worker.stage..", "..worker.report..");

    @ArchTest
    static final ArchRule an_archive_knows_nothing_of_how_its_results_are_made = noClasses()
            .that()
            .resideInAPackage("..worker.archive..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "..worker.attack..",
                    "..worker.certify..",
                    "..worker.scheme..",
                    "..worker.train..",
                    "..worker.evaluate..",
                    "..worker.stage..",
                    "..worker.report..");

    @ArchTest
    static final ArchRule an_evaluation_knows_no_place_where_its_results_are_kept = noClasses()
            .that()
            .resideInAPackage("..worker.evaluate..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("..worker.store..", "..worker.archive..", "..worker.stage..", "..worker.report..");

    @ArchTest
    static final ArchRule schemes_attacks_and_certificates_draw_from_the_noise_that_they_are_given = noClasses()
            .that()
            .resideInAnyPackage("..worker.scheme..", "..worker.attack..", "..worker.certify..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("..worker.random..");

    @ArchTest
    static final ArchRule nothing_depends_on_the_command_line = noClasses()
            .that()
            .resideOutsideOfPackage("..worker.cli..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("..worker.cli..");

    @ArchTest
    static final ArchRule no_operator_and_no_cluster_client = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.robusttransfer.operator..", "io.fabric8.kubernetes.client.dsl..");

    @ArchTest
    static final ArchRule no_class_calls_thread_sleep =
            noClasses().should().callMethod(Thread.class, "sleep", long.class);

    @ArchTest
    static final ArchRule the_process_is_ended_in_one_place =
            noClasses().that().doNotBelongToAnyOf(Main.class).should().callMethod(System.class, "exit", int.class);

    @ArchTest
    static final ArchRule numbers_are_written_alike_on_every_machine =
            classes().that().belongToAnyOf(Main.class).should().callMethod(Locale.class, "setDefault", Locale.class);

    @ArchTest
    static final ArchRule all_exceptions_at_once_are_caught_at_the_outermost_edge_only =
            classes().that().doNotBelongToAnyOf(Main.class, StageLoop.class).should(catchNothingBroad());

    private static ArchCondition<JavaClass> catchNothingBroad() {
        Set<String> broad = Set.of(Exception.class.getName(), RuntimeException.class.getName(), Error.class.getName());
        return new ArchCondition<>("catch no exceptions by a broad name") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                for (JavaCodeUnit unit : type.getCodeUnits()) {
                    if (unit.getModifiers().contains(JavaModifier.SYNTHETIC)
                            && !unit.getName().startsWith("lambda$")) {
                        continue;
                    }
                    unit.getTryCatchBlocks().stream()
                            .flatMap(block -> block.getCaughtThrowables().stream())
                            .filter(caught -> broad.contains(caught.getName()))
                            .forEach(caught -> events.add(SimpleConditionEvent.violated(
                                    type, unit.getFullName() + " catches " + caught.getName())));
                }
            }
        };
    }
}
