package io.robusttransfer.tests.inputs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.ArrayList;
import java.util.List;

/** Where a range ends, and what is just within and just beyond it. */
final class Bounds {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    /** Where rules on fractions change their minds, in spellings that are allowed and not. */
    private static final List<String> FRACTIONS = List.of(
            "0",
            "0.0",
            "0/1",
            "0.00000001",
            "0.000000001",
            "1/999999999",
            "1/1000000000",
            "0.5",
            "1/2",
            "0.50000001",
            "0.49999999",
            "0.99999999",
            "1",
            "1.0",
            "1/1",
            "1.00000001",
            "999999999/999999999",
            "2/1",
            "1/0",
            "9.99999999",
            "10.0001",
            "10.00001",
            "99999.9999",
            "100000.1",
            "999999999",
            "1000000000",
            "01",
            "00.5",
            "0.",
            ".5");

    private final Draw draw;

    Bounds(Draw draw) {
        this.draw = draw;
    }

    /** @return missing where the value has no bounds */
    JsonNode of(Slot slot) {
        JsonNode schema = slot.schema();
        if (slot.value() instanceof ArrayNode list && !list.isEmpty() && schema.has("maxItems")) {
            return Mutation.longer(list, near(schema, "minItems", "maxItems").intValue());
        }
        if (slot.value().isNumber() && schema.path("type").asText().equals("integer")) {
            return JSON.numberNode(near(schema, "minimum", "maximum"));
        }
        if (slot.value().isTextual() && schema.path("maxLength").asInt() == Valid.FRACTION) {
            return JSON.textNode(draw.of(FRACTIONS));
        }
        if (slot.value().isTextual() && schema.has("maxLength")) {
            String text = slot.value().asText();
            int length = near(schema, "minLength", "maxLength").intValue();
            return JSON.textNode(
                    length <= text.length() ? text.substring(0, length) : text + "a".repeat(length - text.length()));
        }
        return MissingNode.getInstance();
    }

    private Long near(JsonNode schema, String least, String most) {
        List<Long> near = new ArrayList<>();
        for (String bound : List.of(least, most)) {
            long value = schema.path(bound).asLong(0);
            near.addAll(List.of(value - 1, value, value + 1));
        }
        boolean counts = !least.equals("minimum");
        near.removeIf(value -> counts && value < 0);
        return draw.of(near);
    }
}
