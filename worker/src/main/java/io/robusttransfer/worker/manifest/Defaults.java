package io.robusttransfer.worker.manifest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/** Fills in defaults as an API server does: inside what is there, and nulls count as absent. */
final class Defaults {
    private Defaults() {}

    static void fill(JsonNode value, JsonNode schema) {
        if (value instanceof ObjectNode object) {
            object.properties().removeIf(member -> member.getValue().isNull());
            for (Map.Entry<String, JsonNode> property :
                    schema.path("properties").properties()) {
                JsonNode byDefault = property.getValue().get("default");
                if (byDefault != null && !object.has(property.getKey())) {
                    object.set(property.getKey(), byDefault.deepCopy());
                }
            }
            for (Map.Entry<String, JsonNode> member : object.properties()) {
                fill(member.getValue(), schema.path("properties").path(member.getKey()));
            }
        } else if (value instanceof ArrayNode array) {
            array.forEach(item -> fill(item, schema.path("items")));
        }
    }
}
