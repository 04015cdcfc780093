package io.robusttransfer.worker.manifest;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** Types, bounds, required and unknown fields, entries of one name: all of a schema but its rules. */
final class SchemaCheck {
    private static final String QUANTITY = "write a quantity such as 2, 500m or 8Gi";

    private final JsonNode schema;
    private final List<Problem> problems = new ArrayList<>();

    private SchemaCheck(JsonNode schema) {
        this.schema = schema;
    }

    static Schema compile(JsonNode schema) {
        return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_7).getSchema(schema);
    }

    static List<Problem> broken(JsonNode root, Schema compiled) {
        SchemaCheck check = new SchemaCheck(compiled.getSchemaNode());
        check.structure(root, check.schema, JsonPointer.empty());
        compiled.validate(root).forEach(check::value);
        return check.problems;
    }

    private void structure(JsonNode value, JsonNode node, JsonPointer at) {
        JsonNode properties = node.path("properties");
        if (value.isObject() && !node.has("additionalProperties")) {
            for (Map.Entry<String, JsonNode> member : value.properties()) {
                String name = member.getKey();
                JsonPointer place = at.appendProperty(name);
                if (properties.has(name)) {
                    structure(member.getValue(), properties.get(name), place);
                } else if (!at.matches()) {
                    String remedy = (properties.isEmpty() ? Optional.<String>empty() : elsewhere(name))
                            .map(there -> "it belongs to " + there)
                            .orElseGet(() -> Words.unknown(name, names(properties)));
                    problems.add(new Problem(place, Problem.Kind.UNKNOWN, null, remedy));
                }
            }
        } else if (value.isArray()) {
            for (int i = 0; i < value.size(); i++) {
                structure(value.get(i), node.path("items"), at.appendIndex(i));
            }
            duplicates(value, node, at);
        }
    }

    private void duplicates(JsonNode list, JsonNode node, JsonPointer at) {
        String type = node.path("x-kubernetes-list-type").asText();
        if (type.equals("atomic")) {
            return;
        }
        boolean map = type.equals("map");
        String key = node.path("x-kubernetes-list-map-keys").path(0).asText();
        Set<JsonNode> seen = new HashSet<>();
        Set<JsonNode> told = new HashSet<>();
        for (int i = 0; i < list.size(); i++) {
            JsonNode item = map ? list.get(i).path(key) : list.get(i);
            if (!item.isMissingNode() && !seen.add(item) && told.add(item)) {
                JsonNode shown = map ? JsonNodeFactory.instance.objectNode().set(key, item) : item;
                problems.add(new Problem(
                        at.appendIndex(i),
                        Problem.Kind.DUPLICATE,
                        shown,
                        map ? "give each entry a name of its own" : "write each entry once"));
            }
        }
    }

    private void value(Error error) {
        JsonPointer at = JsonPointer.compile(error.getInstanceLocation().toString());
        JsonNode value = error.getInstanceNode();
        JsonNode limit = error.getSchemaNode();
        if (error.getEvaluationPath().contains("anyOf")) {
            // the one place of alternatives: whole number or text
            add(at, Problem.Kind.TYPE, value, QUANTITY);
            return;
        }
        switch (error.getKeyword()) {
            case "required" -> {
                JsonPointer missing = at.appendProperty(error.getProperty());
                add(missing, Problem.Kind.REQUIRED, null, required(described(missing)));
            }
            case "type" -> add(at, Problem.Kind.TYPE, value, type(at, limit.asText(), value));
            case "enum" -> add(at, Problem.Kind.UNSUPPORTED, value, Words.choice(value, texts(limit)));
            case "minimum" -> add(at, Problem.Kind.INVALID, value, "write at least " + limit.asLong());
            case "maximum" -> add(at, Problem.Kind.INVALID, value, "write at most " + limit.asLong());
            case "minLength" -> add(at, Problem.Kind.INVALID, value, "write at least " + characters(limit));
            case "maxLength" -> add(at, Problem.Kind.TOO_LONG, null, "write at most " + characters(limit));
            case "minItems" -> add(at, Problem.Kind.INVALID, value, "write at least " + entries(limit));
            case "maxItems", "maxProperties" ->
                add(at, Problem.Kind.TOO_MANY, null, "%d: write at most %s".formatted(value.size(), entries(limit)));
            default -> add(at, Problem.Kind.INVALID, value, error.getMessage());
        }
    }

    /** A number belongs in quotes as it is written without an exponent, unless the field refuses it there, too. */
    private String type(JsonPointer at, String wanted, JsonNode value) {
        if (!wanted.equals("string") || !value.isNumber()) {
            return Words.type(wanted, value);
        }
        JsonNode text = JsonNodeFactory.instance.textNode(value.decimalValue().toPlainString());
        List<Problem> refused = new ArrayList<>(new Rules(described(at)).broken(text));
        if (at.last().mayMatchElement()) {
            // what is true of each entry may be a rule of their list
            refused.addAll(new Rules(described(at.head()))
                    .broken(JsonNodeFactory.instance.arrayNode().add(text)));
        }
        return refused.isEmpty() ? Words.type(wanted, text) : refused.get(0).message();
    }

    private void add(JsonPointer at, Problem.Kind kind, JsonNode value, String message) {
        Problem problem = new Problem(at, kind, value, message);
        if (!problems.contains(problem)) {
            problems.add(problem);
        }
    }

    private static String required(JsonNode field) {
        return field.has("enum")
                ? Words.oneOf(texts(field.path("enum")))
                : Words.required(field.path("description").asText());
    }

    private JsonNode described(JsonPointer at) {
        JsonNode node = schema;
        for (JsonPointer step = at; !step.matches(); step = step.tail()) {
            node = step.mayMatchElement()
                    ? node.path("items")
                    : node.path("properties").path(step.getMatchingProperty());
        }
        return node;
    }

    /** The one place of the schema that has this field, as "spec.study.targets[].schemes[]"; empty where several have it. */
    private Optional<String> elsewhere(String name) {
        List<String> places = new ArrayList<>();
        places(schema, name, "", places);
        return places.size() == 1 ? Optional.of(places.get(0)) : Optional.empty();
    }

    private static void places(JsonNode node, String name, String at, List<String> places) {
        if (node.path("properties").has(name)) {
            places.add(at);
        }
        node.path("properties")
                .properties()
                .forEach(each ->
                        places(each.getValue(), name, at.isEmpty() ? each.getKey() : at + "." + each.getKey(), places));
        if (node.has("items")) {
            places(node.path("items"), name, at + "[]", places);
        }
    }

    private static String characters(JsonNode limit) {
        return limit.asInt() == 1 ? "1 character" : limit.asInt() + " characters";
    }

    private static String entries(JsonNode limit) {
        return limit.asInt() == 1 ? "1 entry" : limit.asInt() + " entries";
    }

    private static List<String> names(JsonNode properties) {
        return properties.properties().stream().map(entry -> entry.getKey()).toList();
    }

    private static List<String> texts(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false)
                .map(JsonNode::asText)
                .collect(Collectors.toList());
    }
}
