package io.robusttransfer.crds.api;

import java.lang.reflect.RecordComponent;
import java.util.Arrays;

/** Finds the one field that a manifest chose of several. The definition makes sure that it is exactly one. */
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
