package io.robusttransfer.tests.inputs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ContainerNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A value of a manifest, in the object or list that holds it.
 *
 * @param field of the object; null in a list
 * @param index in the list
 * @param at as an API server writes the place
 * @param schema of the value; missing where the definition says nothing of it
 */
record Slot(ContainerNode<?> holder, String field, int index, String at, JsonNode schema) {

    /** Every value within a manifest. */
    static List<Slot> of(ObjectNode manifest, JsonNode schema) {
        List<Slot> slots = new ArrayList<>();
        collect(manifest, "", schema, slots);
        return slots;
    }

    private static void collect(JsonNode node, String at, JsonNode schema, List<Slot> slots) {
        if (node instanceof ObjectNode object) {
            for (Map.Entry<String, JsonNode> member : object.properties()) {
                String name = member.getKey();
                JsonNode below = schema.has("additionalProperties")
                        ? schema.get("additionalProperties")
                        : schema.path("properties").path(name);
                String place = at.isEmpty() ? name : at + "." + name;
                slots.add(new Slot(object, name, -1, place, below));
                collect(member.getValue(), place, below, slots);
            }
        } else if (node instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) {
                String place = at + "[" + i + "]";
                slots.add(new Slot(array, null, i, place, schema.path("items")));
                collect(array.get(i), place, schema.path("items"), slots);
            }
        }
    }

    JsonNode value() {
        return holder instanceof ObjectNode object
                ? object.path(field)
                : holder.isEmpty() ? MissingNode.getInstance() : holder.path(index);
    }

    void set(JsonNode value) {
        if (holder instanceof ObjectNode object) {
            object.set(field, value);
        } else {
            ((ArrayNode) holder).set(index, value);
        }
    }

    void remove() {
        if (holder instanceof ObjectNode object) {
            object.remove(field);
        } else {
            ((ArrayNode) holder).remove(index);
        }
    }

    /** Gives the value another name. */
    void rename(String name) {
        JsonNode value = value();
        remove();
        ((ObjectNode) holder).set(name, value);
    }

    boolean isField() {
        return field != null;
    }
}
