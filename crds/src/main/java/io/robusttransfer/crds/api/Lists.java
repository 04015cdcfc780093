package io.robusttransfer.crds.api;

import java.util.List;

/** An absent list is an empty one. */
final class Lists {
    private Lists() {}

    static <T> List<T> orEmpty(List<T> list) {
        return list == null ? List.of() : List.copyOf(list);
    }
}
