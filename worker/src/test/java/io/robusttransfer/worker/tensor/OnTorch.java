package io.robusttransfer.worker.tensor;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Tests that compute on the CPU: libtorch is started before the first, and each runs in a {@link Scope} of its own, which it may
 * take as a parameter. Properties of jqwik start libtorch themselves: JUnit's extensions do not see them.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(OnTorch.Lifecycle.class)
public @interface OnTorch {
    /** Opens the scope before all that a test class does for a test, and closes it after all of that. */
    final class Lifecycle implements BeforeAllCallback, BeforeEachCallback, AfterEachCallback, ParameterResolver {
        private static final ExtensionContext.Namespace HERE = ExtensionContext.Namespace.create(OnTorch.class);

        @Override
        public void beforeAll(ExtensionContext context) {
            Torch.start(Device.CPU);
        }

        @Override
        public void beforeEach(ExtensionContext context) {
            context.getStore(HERE).put(Scope.class, Scope.open());
        }

        @Override
        public void afterEach(ExtensionContext context) {
            scope(context).close();
        }

        @Override
        public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
            return parameter.getParameter().getType() == Scope.class
                    && context.getTestMethod().isPresent();
        }

        @Override
        public Scope resolveParameter(ParameterContext parameter, ExtensionContext context) {
            return scope(context);
        }

        private static Scope scope(ExtensionContext context) {
            return context.getStore(HERE).get(Scope.class, Scope.class);
        }
    }
}
