package io.robusttransfer.crds.api;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/** Brings maps of a status into one form: an absent one is empty, and keys rise. */
final class Maps {
    private Maps() {}

    static <V> Map<String, V> rising(Map<String, V> map) {
        return map == null ? Map.of() : Collections.unmodifiableSortedMap(new TreeMap<>(map));
    }
}
