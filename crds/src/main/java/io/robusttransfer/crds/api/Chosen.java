package io.robusttransfer.crds.api;

import java.lang.reflect.RecordComponent;
import java.util.Arrays;

/** Reads and fills the one field that is chosen of several. The definition makes sure that it is exactly one. */
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

    /** An entry whose field of this choice's type holds it, all others being absent. */
    static <R extends Record> R in(Class<R> entry, Object choice) {
        RecordComponent[] components = entry.getRecordComponents();
        Class<?>[] types =
                Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        Object[] values = Arrays.stream(types)
                .map(type -> type.isInstance(choice) ? choice : null)
                .toArray();
        if (Arrays.stream(values).allMatch(value -> value == null)) {
            throw new IllegalArgumentException(entry.getSimpleName() + " has no field for " + choice);
        }
        try {
            return entry.getDeclaredConstructor(types).newInstance(values);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("a record has a constructor of all its fields", e);
        }
    }

    private static Object value(Record entry, RecordComponent component) {
        try {
            return component.getAccessor().invoke(entry);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("a record's accessor is public and returns a field", e);
        }
    }
}
