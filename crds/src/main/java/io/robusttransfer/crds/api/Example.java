package io.robusttransfer.crds.api;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** A value of a required field, or of a whole scheme that says nothing by itself, as a manifest writes it, for messages that say what to write. */
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.FIELD, ElementType.TYPE})
public @interface Example {
    String value();
}
