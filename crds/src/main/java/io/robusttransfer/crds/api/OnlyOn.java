package io.robusttransfer.crds.api;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The architectures that a scheme can train; without it, all of them. The definition refuses the others. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface OnlyOn {
    Architecture[] value();

    /** What the others lack, for people, as in "nothing bounds a sum of branches". */
    String because();
}
