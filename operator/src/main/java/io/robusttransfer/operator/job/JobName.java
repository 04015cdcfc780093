package io.robusttransfer.operator.job;

import io.robusttransfer.crds.json.CanonicalJson;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.OptionalInt;

/**
 * The name of a Job: what it does, and which attempt it is. Experiments that need the same stages in the same location come to the
 * same name, so that a namespace computes them once.
 *
 * @param stem without the attempt
 * @param hash the full hash that the name is cut from; two Jobs of one name and different hashes do different things
 */
public record JobName(String stem, String hash) {
    private static final int DIGITS = 20;

    /** @param keys of the stages of the list */
    public static JobName ofList(ResultsLocation location, List<String> keys) {
        return named("rt-", CanonicalJson.key(List.of(location.uri(), location.endpoint(), keys)));
    }

    /** @param uid of the experiment */
    static JobName ofPlan(String uid) {
        return named("rt-plan-", CanonicalJson.sha256(utf8(uid)));
    }

    /** @param uid of the experiment */
    static JobName ofReport(String uid) {
        return named("rt-report-", CanonicalJson.sha256(utf8(uid)));
    }

    public String attempt(int number) {
        return stem + "-" + number;
    }

    /** Which attempt a Job of this name is; empty for the name of something else. */
    public OptionalInt attemptOf(String name) {
        if (!name.startsWith(stem + "-")) {
            return OptionalInt.empty();
        }
        String number = name.substring(stem.length() + 1);
        return number.matches("[1-9][0-9]{0,8}") ? OptionalInt.of(Integer.parseInt(number)) : OptionalInt.empty();
    }

    private static JobName named(String prefix, String hash) {
        return new JobName(prefix + hash.substring(0, DIGITS), hash);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
