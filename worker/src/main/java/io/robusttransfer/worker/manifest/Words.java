package io.robusttransfer.worker.manifest;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/** What to write instead, where the schema itself has no words for it. */
final class Words {
    private static final String KNOWN = "known here: ";

    private Words() {}

    static String unknown(String name, List<String> known) {
        return known.isEmpty()
                ? "leave it out"
                : Nearest.to(name, known)
                        .map(word -> "did you mean " + word + "?")
                        .orElse(KNOWN + String.join(", ", known));
    }

    /** Whether nothing better is known than the fields that are. */
    static boolean listsTheKnown(String message) {
        return message.startsWith(KNOWN);
    }

    static String choice(JsonNode value, List<String> choices) {
        return Nearest.within(1, value.asText(), choices)
                .map(word -> "did you mean " + word + "?")
                .orElse(oneOf(choices));
    }

    static String required(String description) {
        return description.isEmpty() ? "" : Character.toLowerCase(description.charAt(0)) + description.substring(1);
    }

    static String type(String wanted, JsonNode value) {
        return switch (wanted) {
            case "string" ->
                value.isValueNode() && !value.isNull()
                        ? "write it in quotes: \"" + value.asText() + "\""
                        : "write a text";
            case "integer" -> "write a whole number";
            case "boolean" -> "write true or false";
            case "array" -> "write a list: [...]";
            case "object" -> "write fields: {...}";
            default -> "write a " + wanted;
        };
    }

    static String oneOf(List<String> choices) {
        return "write " + either(choices);
    }

    private static String either(List<String> choices) {
        int last = choices.size() - 1;
        return last == 0 ? choices.get(0) : String.join(", ", choices.subList(0, last)) + " or " + choices.get(last);
    }
}
