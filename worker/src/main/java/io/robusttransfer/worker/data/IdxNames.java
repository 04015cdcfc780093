package io.robusttransfer.worker.data;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The names of the four files of one dataset in a folder, as MNIST, EMNIST and datasets like them spell them.
 *
 * @param dataset what stands before each name, such as {@code emnist-letters}; empty for MNIST
 * @param files in the order of {@link Idx#FILES}
 */
record IdxNames(String dataset, List<String> files) {
    private static final Pattern NAME =
            Pattern.compile("(?:(.+)-)?(train|t10k|test)-(images|labels)[-.]idx[13]-ubyte(?:[.]gz)?");

    /** All sets of names of which all four files are there. */
    static List<IdxNames> among(Collection<String> names) {
        Map<String, String[]> found = new TreeMap<>();
        // in this order a plain file comes before a packed one, of which it may be the unpacked one
        for (String name : new TreeSet<>(names)) {
            Matcher matcher = NAME.matcher(name);
            if (matcher.matches()) {
                String dataset = matcher.group(1) == null ? "" : matcher.group(1);
                String[] files = found.computeIfAbsent(dataset, d -> new String[Idx.FILES.size()]);
                int place = (matcher.group(2).equals("train") ? 0 : 2)
                        + (matcher.group(3).equals("images") ? 0 : 1);
                files[place] = files[place] == null ? name : files[place];
            }
        }
        return found.entrySet().stream()
                .filter(entry -> Arrays.stream(entry.getValue()).allMatch(Objects::nonNull))
                .map(entry -> new IdxNames(entry.getKey(), List.of(entry.getValue())))
                .toList();
    }
}
