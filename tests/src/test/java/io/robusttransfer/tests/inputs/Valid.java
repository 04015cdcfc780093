package io.robusttransfer.tests.inputs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;

/** Values that a schema takes; a rule beside it may still refuse them. */
final class Valid {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    /** The longest fraction, by which its schema is told from that of other texts. */
    static final int FRACTION = 19;

    private final Draw draw;

    Valid(Draw draw) {
        this.draw = draw;
    }

    JsonNode of(JsonNode schema) {
        if (schema.has("enum")) {
            return schema.get("enum").get(draw.below(schema.get("enum").size()));
        }
        return switch (schema.path("type").asText()) {
            case "integer" -> whole(schema);
            case "boolean" -> JSON.booleanNode(draw.below(2) == 0);
            case "string" -> text(schema);
            case "array" -> list(schema);
            case "object" -> object(schema);
            default -> JSON.numberNode(1);
        };
    }

    private JsonNode whole(JsonNode schema) {
        long least = schema.path("minimum").asLong(0);
        return JSON.numberNode(draw.of(
                least, least + 1, Math.max(least, 10), schema.path("maximum").asLong(100)));
    }

    private JsonNode text(JsonNode schema) {
        return JSON.textNode(
                schema.path("maxLength").asInt() == FRACTION
                        ? draw.of("0", "0.1", "1/4", "8/255", "0.5", "1", "2")
                        : draw.of("a", "x-1", "synthetic://digits", "file:some.npz", "s3://bucket/x", "http://host:1"));
    }

    private JsonNode list(JsonNode schema) {
        ArrayNode list = JSON.arrayNode();
        for (int i = Math.max(1, schema.path("minItems").asInt()); i > 0; i--) {
            list.add(of(schema.path("items")));
        }
        return list;
    }

    private JsonNode object(JsonNode schema) {
        ObjectNode object = JSON.objectNode();
        if (schema.has("additionalProperties")) {
            return object.set("cpu", JSON.textNode("1"));
        }
        schema.path("required")
                .forEach(name ->
                        object.set(name.asText(), of(schema.path("properties").path(name.asText()))));
        if (isChoice(schema)) {
            Map.Entry<String, JsonNode> chosen = draw.of(choices(schema));
            object.set(chosen.getKey(), of(chosen.getValue()));
        }
        return object;
    }

    /** Whether exactly one of its fields that are objects has to be there. */
    static boolean isChoice(JsonNode schema) {
        return StreamSupport.stream(schema.path("x-kubernetes-validations").spliterator(), false)
                .anyMatch(rule -> rule.path("message").asText().startsWith("write exactly one of"));
    }

    static List<Map.Entry<String, JsonNode>> choices(JsonNode schema) {
        List<Map.Entry<String, JsonNode>> choices = new ArrayList<>();
        schema.path("properties").properties().stream()
                .filter(property -> property.getValue().path("type").asText().equals("object"))
                .forEach(choices::add);
        return choices;
    }
}
