package io.robusttransfer.crds.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** The fields of a schema as a Markdown table; an object that was there before is referred to. */
final class FieldTable {
    private static final List<String> ORDER = List.of(
            "name",
            "seeds",
            "input",
            "model",
            "threat",
            "source",
            "targets",
            "evaluation",
            "dataset",
            "training",
            "schemes");

    private final Map<JsonNode, String> seen = new HashMap<>();
    private final List<String> rows = new ArrayList<>();

    private FieldTable() {}

    static String of(JsonNode spec) {
        FieldTable table = new FieldTable();
        table.rows.add("| field | type | default | |");
        table.rows.add("|---|---|---|---|");
        for (String part : List.of("study", "results", "stores", "execution", "worker")) {
            table.field(part, spec.at("/properties/" + part), required(spec, part));
        }
        return String.join("\n", table.rows) + "\n";
    }

    private void field(String path, JsonNode schema, boolean required) {
        JsonNode inner = schema.has("items") ? schema.get("items") : schema;
        JsonNode shape =
                ((ObjectNode) inner.deepCopy()).without(List.of("description", "default", "x-kubernetes-validations"));
        boolean large = inner.path("properties").size() > 1;
        String before = large ? seen.putIfAbsent(shape, path) : null;
        rows.add("| `%s` | %s | %s | %s%s |"
                .formatted(
                        path,
                        type(schema),
                        byDefault(schema, required),
                        schema.path("description").asText().replace("|", "\\|"),
                        before == null ? "" : " Fields as of `" + before + "`."));
        if (before == null) {
            for (Map.Entry<String, JsonNode> property : ordered(inner)) {
                field(
                        path + (schema.has("items") ? "[]." : ".") + property.getKey(),
                        property.getValue(),
                        required(inner, property.getKey()));
            }
        }
    }

    private static List<Map.Entry<String, JsonNode>> ordered(JsonNode schema) {
        return schema.path("properties").properties().stream()
                .sorted(Comparator.comparingInt(property -> rank(schema, property.getKey())))
                .toList();
    }

    /** As in the manifests of these pages; elsewhere what must be said comes first. */
    private static int rank(JsonNode schema, String name) {
        int place = ORDER.indexOf(name);
        return place >= 0 ? place : ORDER.size() + (required(schema, name) ? 0 : 1);
    }

    private static boolean required(JsonNode schema, String name) {
        return StreamSupport.stream(schema.path("required").spliterator(), false)
                .anyMatch(each -> each.asText().equals(name));
    }

    private static String byDefault(JsonNode schema, boolean required) {
        return required ? "required" : schema.has("default") ? "`" + schema.get("default") + "`" : "";
    }

    private static String type(JsonNode schema) {
        if (schema.has("enum")) {
            return StreamSupport.stream(schema.get("enum").spliterator(), false)
                    .map(value -> "`" + value.asText() + "`")
                    .collect(Collectors.joining(", "));
        }
        return switch (schema.path("type").asText()) {
            case "integer" -> "integer" + range(schema, "minimum", "maximum", "");
            case "string" ->
                schema.path("maxLength").asInt() == Fraction.MAX_LENGTH
                        ? "fraction"
                        : "text" + range(schema, "minLength", "maxLength", " characters");
            case "array" -> "list" + range(schema, "minItems", "maxItems", "") + " of " + type(schema.get("items"));
            case "object" -> schema.has("additionalProperties") ? "quantities by name" : "object";
            default -> schema.path("type").asText();
        };
    }

    private static String range(JsonNode schema, String least, String most, String unit) {
        return schema.has(least) && schema.has(most)
                ? " %d–%d%s"
                        .formatted(schema.get(least).asLong(), schema.get(most).asLong(), unit)
                : schema.has(most) ? " ≤ %d%s".formatted(schema.get(most).asLong(), unit) : "";
    }
}
