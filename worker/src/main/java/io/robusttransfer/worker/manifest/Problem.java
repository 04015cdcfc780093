package io.robusttransfer.worker.manifest;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * One thing that is wrong with a manifest, in the words of an API server.
 *
 * @param at where the field is, or would be
 * @param kind what an API server puts before the value
 * @param value null where it says nothing
 * @param message what to write instead
 */
record Problem(JsonPointer at, Kind kind, JsonNode value, String message) {
    private static final Pattern HIDDEN = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]");

    enum Kind {
        SYNTAX("", false),
        UNKNOWN("Unknown field", false),
        REQUIRED("Required value", true),
        INVALID("Invalid value", false),
        /** Of the fields of which exactly one has to be there, there is none. */
        NONE_CHOSEN("Invalid value", false),
        TYPE("Invalid value", true),
        UNSUPPORTED("Unsupported value", true),
        TOO_LONG("Too long", true),
        TOO_MANY("Too many", true),
        DUPLICATE("Duplicate value", false);

        private final String words;
        private final boolean hidesRules;

        Kind(String words, boolean hidesRules) {
            this.words = words;
            this.hidesRules = hidesRules;
        }
    }

    /** Whether an API server evaluates no CEL rule beside it, since one could fail for it. */
    boolean hidesRules() {
        return kind.hidesRules;
    }

    /** Whether this is a field that is not known, written in place of the one that the other problem misses. */
    boolean isInPlaceOf(Problem other) {
        return kind == Kind.UNKNOWN
                && other.kind == Kind.NONE_CHOSEN
                && at.head().equals(other.at);
    }

    /** Whether this is the entry that is there twice, and the other problem what the rule of its list says of it. */
    boolean isRepeatIn(Problem other) {
        return kind == Kind.DUPLICATE
                && other.kind == Kind.INVALID
                && at.head().equals(other.at)
                && message.equals(other.message);
    }

    /** As an API server writes it: spec.study.source.schemes[1]. */
    String field() {
        StringBuilder field = new StringBuilder();
        for (JsonPointer step = at; !step.matches(); step = step.tail()) {
            if (step.mayMatchElement()) {
                field.append('[').append(step.getMatchingIndex()).append(']');
            } else {
                field.append(field.isEmpty() ? "" : ".").append(onOneLine(step.getMatchingProperty()));
            }
        }
        return field.toString();
    }

    private static String onOneLine(String name) {
        return String.valueOf(JsonStringEncoder.getInstance().quoteAsString(name));
    }

    /** A character that ends a line, turns its direction or is not seen would hide what is meant. */
    private static String escaped(JsonNode value) {
        return HIDDEN.matcher(value.toString())
                .replaceAll(hidden -> Matcher.quoteReplacement(hidden.group()
                        .chars()
                        .mapToObj(unit -> String.format(Locale.ROOT, "\\u%04x", unit))
                        .collect(Collectors.joining())));
    }

    String text() {
        StringBuilder text = new StringBuilder(field());
        text.append(text.isEmpty() || kind.words.isEmpty() ? "" : ": ").append(kind.words);
        if (value != null) {
            text.append(": ").append(escaped(value));
        }
        return text + (text.isEmpty() || message.isEmpty() ? "" : ": ") + message;
    }
}
