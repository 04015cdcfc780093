package io.robusttransfer.worker.store;

import io.robusttransfer.worker.Failure;
import java.nio.charset.StandardCharsets;

/** Which names an object may have: those that mean the same in a folder and in a bucket, and stay inside. */
final class StoredName {
    /** A name with this at the start of its last part is a write in progress. */
    static final String TEMPORARY = ".tmp-";

    private static final int LONGEST = 900;

    private StoredName() {}

    static String check(String name) {
        if (name.isEmpty() || name.endsWith("/")) {
            throw refused(name, "it names no object");
        }
        return checkPrefix(name);
    }

    /** A prefix may be empty and may end inside a part or with a slash. */
    static String checkPrefix(String prefix) {
        if (prefix.isEmpty()) {
            return prefix;
        }
        if (prefix.getBytes(StandardCharsets.UTF_8).length > LONGEST) {
            throw refused(prefix.substring(0, 40) + "…", "it is longer than " + LONGEST + " bytes");
        }
        if (prefix.chars().anyMatch(c -> c < ' ' || c == 0x7f || c == '\\')) {
            throw refused(prefix.replaceAll("\\p{Cntrl}", "?"), "it has a control character or a backslash");
        }
        String whole = prefix.endsWith("/") ? prefix.substring(0, prefix.length() - 1) : prefix;
        for (String part : whole.split("/", -1)) {
            if (part.isEmpty() || part.equals(".") || part.equals("..")) {
                throw refused(prefix, "it is absolute or has an empty part, '.' or '..'");
            }
            if (part.startsWith(TEMPORARY)) {
                throw refused(prefix, "parts that begin with " + TEMPORARY + " are writes in progress");
            }
        }
        return prefix;
    }

    private static Failure refused(String name, String why) {
        return new Failure.WrongInput(
                "Object name '" + name + "': " + why + "; write a relative name such as stages/0a1b/manifest.json");
    }
}
