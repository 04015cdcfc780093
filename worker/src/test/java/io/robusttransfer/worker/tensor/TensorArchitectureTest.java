package io.robusttransfer.worker.tensor;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "io.robusttransfer", importOptions = ImportOption.DoNotIncludeTests.class)
class TensorArchitectureTest {
    @ArchTest
    static final ArchRule only_tensor_knows_djl = noClasses()
            .that()
            .resideOutsideOfPackage("io.robusttransfer.worker.tensor")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("ai.djl..");

    @ArchTest
    static final ArchRule tensor_knows_no_science = noClasses()
            .that()
            .resideInAPackage("io.robusttransfer.worker.tensor")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.robusttransfer.worker.model..",
                    "io.robusttransfer.worker.attack..",
                    "io.robusttransfer.worker.scheme..",
                    "io.robusttransfer.worker.train..",
                    "io.robusttransfer.worker.data..",
                    "io.robusttransfer.crds..");
}
