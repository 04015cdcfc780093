package io.robusttransfer.tests.inputs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigInteger;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** A kind of mistake. Some of what it makes is right all the same: another value, or a field that need not be there. */
enum Mutation {
    ANOTHER_TYPE("a value of another type", (slot, all, draw) -> {
        JsonNode before = slot.value();
        List<JsonNode> others = Stream.<JsonNode>of(
                        json().textNode("seven"),
                        json().numberNode(7),
                        json().numberNode(0.5),
                        json().booleanNode(true),
                        json().arrayNode().add(7),
                        json().objectNode().put("a", 7))
                .filter(other -> other.getNodeType() != before.getNodeType())
                .toList();
        return put(slot, draw.of(others));
    }),

    EMPTY("an empty value", (slot, all, draw) -> {
        JsonNode before = slot.value();
        return put(
                slot,
                before.isArray() ? json().arrayNode() : before.isObject() ? json().objectNode() : json().textNode(""));
    }),

    NULL("null", (slot, all, draw) -> put(slot, json().nullNode())),

    HUGE("a huge value", (slot, all, draw) -> {
        if (slot.value() instanceof ArrayNode list && !list.isEmpty()) {
            return put(slot, longer(list, list.size() + draw.of(20, 100, 1100)));
        }
        if (slot.value().isNumber()) {
            return put(
                    slot,
                    draw.of(
                            json().numberNode(10_001),
                            json().numberNode(1_000_001),
                            json().numberNode(2_147_483_647),
                            json().numberNode(2_147_483_648L),
                            json().numberNode(Long.MAX_VALUE),
                            json().numberNode(BigInteger.TWO.pow(63)),
                            json().numberNode(BigInteger.TEN.pow(30)),
                            json().numberNode(1e30)));
        }
        return slot.value().isTextual()
                && put(
                        slot,
                        json().textNode(draw.of(
                                "999999999",
                                "9999999999",
                                "99999.9999",
                                "999999999/1",
                                "1e400",
                                "1e99",
                                "1e30",
                                "32e9")));
    }),

    NEGATIVE("a negative value", (slot, all, draw) -> {
        if (slot.value().isNumber()) {
            return put(slot, json().numberNode(-Math.max(1, slot.value().asLong())));
        }
        return slot.value().isTextual()
                && put(slot, json().textNode("-" + slot.value().asText()));
    }),

    UNIT(
            "a unit, or a wrong one",
            (slot, all, draw) -> (slot.value().isNumber() || slot.value().isTextual())
                    && put(
                            slot,
                            json().textNode(slot.value().asText()
                                    + draw.of(
                                            " px", "px", "%", "e-3", "k", "s", " eps", "Gi", "gi", "/255", ",5", "f",
                                            " ")))),

    UNKNOWN_FIELD("an unknown field", (slot, all, draw) -> {
        if (!(slot.value() instanceof ObjectNode object)) {
            return false;
        }
        String name = draw.of(
                "note",
                "learning_rate",
                "nodeSelector",
                "two words",
                "größe",
                "spec",
                "name",
                "epsilon",
                "9",
                "a.b",
                "",
                "a/b~c",
                "two\nlines",
                "x".repeat(300));
        return !object.has(name)
                && put(object, name, draw.of(json().numberNode(1), json().textNode("x"), json().objectNode()));
    }),

    MISSPELT_FIELD("a misspelt field", (slot, all, draw) -> {
        if (!slot.isField() || slot.field().isEmpty()) {
            return false;
        }
        String name = slot.field();
        int i = draw.below(name.length());
        String other =
                switch (draw.below(5)) {
                    case 0 -> name.substring(0, i) + name.substring(i + 1);
                    case 1 -> name.substring(0, i) + name.charAt(i) + name.substring(i);
                    case 2 -> name.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
                    case 3 -> name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1);
                    default -> name.endsWith("s") ? name.substring(0, name.length() - 1) : name + "s";
                };
        if (slot.holder().has(other)) {
            return false;
        }
        slot.rename(other);
        return true;
    }),

    REMOVED("a field or an entry taken away", (slot, all, draw) -> {
        slot.remove();
        return true;
    }),

    REPEATED_ENTRY("an entry there twice", (slot, all, draw) -> {
        if (!(slot.value() instanceof ArrayNode list) || list.isEmpty()) {
            return false;
        }
        list.add(list.get(draw.below(list.size())).deepCopy());
        return true;
    }),

    SECOND_MEMBER("two of which one is to be chosen", (slot, all, draw) -> {
        if (!(slot.value() instanceof ObjectNode object) || !Valid.isChoice(slot.schema())) {
            return false;
        }
        Map.Entry<String, JsonNode> other = draw.of(Valid.choices(slot.schema()));
        return !object.has(other.getKey()) && put(object, other.getKey(), new Valid(draw).of(other.getValue()));
    }),

    LIST_FOR_ONE("a list for what is none, or the other way about", (slot, all, draw) -> {
        if (slot.value() instanceof ArrayNode list) {
            return !list.isEmpty()
                    && put(
                            slot,
                            draw.below(2) == 0
                                    ? list.get(0)
                                    : json().objectNode().set("first", list.get(0)));
        }
        return put(slot, json().arrayNode().add(slot.value()));
    }),

    UNQUOTED_NUMBER("a number where a text is meant", (slot, all, draw) -> {
        if (!slot.value().isTextual()) {
            return false;
        }
        String text = slot.value().asText();
        return put(
                slot,
                text.matches("[0-9]+")
                        ? json().numberNode(Long.parseLong(text))
                        : text.matches("[0-9]+[.][0-9]+")
                                ? json().numberNode(Double.parseDouble(text))
                                : draw.of(json().numberNode(0.031), json().numberNode(1), json().numberNode(1e-9)));
    }),

    PLAIN_WORD(
            "a word without quotes that YAML may read otherwise",
            (slot, all, draw) -> slot.value().isValueNode()
                    && put(
                            slot,
                            Mutants.plain(draw.of(
                                    "yes",
                                    "No",
                                    "on",
                                    "~",
                                    "null",
                                    "Null",
                                    "0x10",
                                    "010",
                                    "0o10",
                                    "0b11",
                                    "1_000",
                                    "1e3",
                                    "1e-3",
                                    ".5",
                                    "5.",
                                    "+5",
                                    "-0",
                                    "12:30",
                                    "2001-01-01",
                                    ".inf",
                                    ".nan",
                                    "=",
                                    "<<",
                                    "8/255",
                                    "1.0",
                                    "1.50",
                                    "True",
                                    "TRUE",
                                    "y")))),

    STRANGE_TEXT(
            "a strange text",
            (slot, all, draw) -> (slot.value().isTextual() || slot.value().isNumber())
                    && put(
                            slot,
                            json().textNode(draw.of(
                                    "naïve",
                                    "日本語",
                                    "😀",
                                    " leading",
                                    "trailing ",
                                    "two words",
                                    "quo\"te",
                                    "it's",
                                    "two\nlines",
                                    "ta\tb",
                                    "nul\u0000",
                                    "\u202Eright",
                                    "a".repeat(10_000),
                                    "é".repeat(300),
                                    "../../etc/passwd",
                                    "$(HOME)",
                                    "${x}",
                                    "{{x}}",
                                    "'; DROP TABLE x",
                                    "#c",
                                    "a: b",
                                    "[a]",
                                    "\\d+",
                                    "%s",
                                    "null",
                                    "-",
                                    ".",
                                    "\uFEFFa",
                                    "a\u0085b",
                                    "file:",
                                    "file:a\nb",
                                    "s3://bucket/a b",
                                    "s3://bucket/%zz",
                                    "s3://b..c/d",
                                    "synthetic://digits?seed=1&&size=2",
                                    "synthetic://letters?noise=1.5",
                                    "http://host:99999",
                                    "https://[::1]:9000",
                                    "x".repeat(64),
                                    "０.１")))),

    OTHER_SPELLING("another spelling", (slot, all, draw) -> {
        if (!slot.value().isTextual() || slot.value().asText().isEmpty()) {
            return false;
        }
        String text = slot.value().asText();
        return put(
                slot,
                json().textNode(
                                switch (draw.below(4)) {
                                    case 0 -> text.toUpperCase(Locale.ROOT);
                                    case 1 -> text.toLowerCase(Locale.ROOT);
                                    case 2 -> text.substring(1);
                                    default -> text + text.charAt(text.length() - 1);
                                }));
    }),

    FROM_ELSEWHERE(
            "a value that belongs elsewhere",
            (slot, all, draw) -> put(slot, draw.of(all).value().deepCopy())),

    FIELD_FROM_ELSEWHERE("a field that belongs elsewhere", (slot, all, draw) -> {
        Slot other = draw.of(all);
        return slot.value() instanceof ObjectNode object
                && other.isField()
                && !object.has(other.field())
                && put(object, other.field(), other.value().deepCopy());
    }),

    BOUND("a bound, or one beside it", (slot, all, draw) -> put(slot, new Bounds(draw).of(slot))),

    ADDED_FIELD("a field that need not be there", (slot, all, draw) -> {
        if (!(slot.value() instanceof ObjectNode object) || Valid.isChoice(slot.schema())) {
            return false;
        }
        List<Map.Entry<String, JsonNode>> missing = slot.schema().path("properties").properties().stream()
                .filter(property -> !object.has(property.getKey()))
                .toList();
        if (missing.isEmpty()) {
            return false;
        }
        Map.Entry<String, JsonNode> added = draw.of(missing);
        return put(object, added.getKey(), new Valid(draw).of(added.getValue()));
    });

    private final String words;
    private final Change change;

    Mutation(String words, Change change) {
        this.words = words;
        this.change = change;
    }

    /** Changes the value; false where it is not of the sort that can be changed in this way. */
    private interface Change {
        boolean make(Slot slot, List<Slot> all, Draw draw);
    }

    /** @param all the manifest's values, from which one may be taken */
    boolean change(Slot slot, List<Slot> all, Draw draw) {
        return change.make(slot, all, draw);
    }

    @Override
    public String toString() {
        return words;
    }

    private static JsonNodeFactory json() {
        return JsonNodeFactory.instance;
    }

    private static boolean put(Slot slot, JsonNode value) {
        boolean other = !value.isMissingNode() && !value.equals(slot.value());
        if (other) {
            slot.set(value);
        }
        return other;
    }

    private static boolean put(ObjectNode object, String name, JsonNode value) {
        object.set(name, value);
        return true;
    }

    /** The first entry again and again, where entries have names under others. */
    static ArrayNode longer(ArrayNode list, int size) {
        ArrayNode longer = json().arrayNode();
        for (int i = 0; i < size; i++) {
            JsonNode entry = list.get(i % list.size()).deepCopy();
            if (i >= list.size() && entry instanceof ObjectNode object && object.has("name")) {
                object.put("name", "n" + i);
            } else if (i >= list.size() && entry.isInt()) {
                entry = json().numberNode(i);
            } else if (i >= list.size() && entry.isTextual()) {
                entry = json().textNode("0." + (10_000 + i));
            }
            longer.add(entry);
        }
        return longer;
    }
}
