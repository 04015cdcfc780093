package io.robusttransfer.crds.api;

import java.util.List;

/** Brings lists of a manifest into one form: an absent one is empty, and where order means nothing they are sorted. */
final class Lists {
    private Lists() {}

    static <T extends Comparable<? super T>> List<T> rising(List<T> list) {
        return orEmpty(list).stream().distinct().sorted().toList();
    }

    static <T> List<T> orEmpty(List<T> list) {
        return list == null ? List.of() : List.copyOf(list);
    }
}
