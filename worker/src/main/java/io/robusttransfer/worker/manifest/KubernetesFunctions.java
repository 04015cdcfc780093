package io.robusttransfer.worker.manifest;

import dev.cel.checker.CelCheckerBuilder;
import dev.cel.common.CelFunctionDecl;
import dev.cel.common.CelOverloadDecl;
import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
import dev.cel.common.types.OpaqueType;
import dev.cel.common.types.SimpleType;
import dev.cel.compiler.CelCompilerLibrary;
import dev.cel.runtime.CelFunctionBinding;
import dev.cel.runtime.CelRuntimeBuilder;
import dev.cel.runtime.CelRuntimeLibrary;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.List;

/** The functions of quantities and lists that Kubernetes adds to CEL, as far as the definition's rules use them. */
final class KubernetesFunctions implements CelCompilerLibrary, CelRuntimeLibrary {
    private static final CelType QUANTITY = OpaqueType.create("kubernetes.Quantity");

    @Override
    public void setCheckerOptions(CelCheckerBuilder checker) {
        checker.addFunctionDeclarations(
                CelFunctionDecl.newFunctionDeclaration(
                        "isQuantity",
                        CelOverloadDecl.newGlobalOverload("is_quantity_string", SimpleType.BOOL, SimpleType.STRING)),
                CelFunctionDecl.newFunctionDeclaration(
                        "quantity",
                        CelOverloadDecl.newGlobalOverload("string_to_quantity", QUANTITY, SimpleType.STRING)),
                CelFunctionDecl.newFunctionDeclaration(
                        "compareTo",
                        CelOverloadDecl.newMemberOverload("quantity_compare_to", SimpleType.INT, QUANTITY, QUANTITY)),
                CelFunctionDecl.newFunctionDeclaration(
                        "sum",
                        CelOverloadDecl.newMemberOverload(
                                "list_int_sum", SimpleType.INT, ListType.create(SimpleType.INT))));
    }

    @Override
    public void setRuntimeOptions(CelRuntimeBuilder runtime) {
        runtime.addFunctionBindings(
                CelFunctionBinding.from("is_quantity_string", String.class, KubernetesFunctions::isQuantity),
                CelFunctionBinding.from("string_to_quantity", String.class, Quantity::parse),
                CelFunctionBinding.from("quantity_compare_to", Quantity.class, Quantity.class, (one, other) ->
                        (long) one.getNumericalAmount().compareTo(other.getNumericalAmount())),
                CelFunctionBinding.from("list_int_sum", List.class, KubernetesFunctions::sum));
    }

    private static long sum(List<?> numbers) {
        return numbers.stream().mapToLong(number -> (Long) number).sum();
    }

    private static boolean isQuantity(String text) {
        try {
            Quantity.parse(text).getNumericalAmount();
            return true;
        } catch (IllegalArgumentException no) {
            return false;
        }
    }
}
