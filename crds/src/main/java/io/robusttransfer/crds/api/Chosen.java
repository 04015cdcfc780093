package io.robusttransfer.crds.api;

import java.lang.reflect.RecordComponent;
import java.util.Arrays;

/** What a manifest chose where it may write exactly one of several fields; the definition sees to it that it is one. */
final class Chosen {
    private Chosen() {}

    /** The first field of this family that is there; null where none is. */
    static <T> T of(Record entry, Class<T> family) {
        return Arrays.stream(entry.getClass().getRecordComponents())
                .filter(component -> family.isAssignableFrom(component.getType()))
                .map(component -> family.cast(value(entry, component)))
                .filter(value -> value != null)
                .findFirst()
                .orElse(null);
    }

    private static Object value(Record entry, RecordComponent component) {
        try {
            return component.getAccessor().invoke(entry);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("a record's accessor is public and returns a field", e);
        }
    }
}
