package io.robusttransfer.crds.api;

import java.util.List;

/** Lists of a manifest: an absent one is empty, and where order says nothing there is one order. */
final class Lists {
    private Lists() {}

    static <T extends Comparable<? super T>> List<T> rising(List<T> list) {
        return orEmpty(list).stream().distinct().sorted().toList();
    }

    static <T> List<T> orEmpty(List<T> list) {
        return list == null ? List.of() : List.copyOf(list);
    }
}
