package io.robusttransfer.tests.cluster;

import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;

/** Needs a real cluster, and runs only where one is asked for: {@code -Dcluster=quick} or {@code -Dcluster=all}. */
@Inherited
@Tag("cluster")
@ExtendWith(AskedForCluster.class)
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@interface OnCluster {
    /** What of the test's class {@code quick} leaves out: minutes. */
    @Tag("long")
    @ExtendWith(AskedForCluster.class)
    @Retention(RetentionPolicy.RUNTIME)
    @Target({ElementType.TYPE, ElementType.METHOD})
    @interface Long {}
}
