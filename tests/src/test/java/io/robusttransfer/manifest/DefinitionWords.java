package io.robusttransfer.manifest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.robusttransfer.crds.api.RobustTransferExperiment;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.stream.StreamSupport;

/** What the definition says of its choices, so that a manifest of the corpus need not list what may be written. */
public final class DefinitionWords {
    private static final JsonNode SCHEMA = schema();

    private DefinitionWords() {}

    public static JsonNode schema() {
        try (InputStream yaml = RobustTransferExperiment.class.getResourceAsStream(
                "/io/robusttransfer/crds/robusttransferexperiments.robusttransfer.io.yaml")) {
            return new YAMLMapper().readTree(yaml).at("/spec/versions/0/schema/openAPIV3Schema");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @param field that the message is about, as in {@code spec.study.source.schemes[0]} */
    static String spelt(String field, String message) {
        if (!message.contains("<exactly one>")) {
            return message;
        }
        JsonNode object = at(field).isMissingNode() ? at(field.substring(0, field.lastIndexOf('.'))) : at(field);
        return message.replace("<exactly one>", exactlyOne(object));
    }

    private static String exactlyOne(JsonNode object) {
        return StreamSupport.stream(object.path("x-kubernetes-validations").spliterator(), false)
                .map(rule -> rule.path("message").asText())
                .filter(words -> words.startsWith("write exactly one of"))
                .findFirst()
                .orElseThrow();
    }

    private static JsonNode at(String field) {
        JsonNode node = SCHEMA;
        for (String name : field.split("[.]")) {
            node = node.path("properties").path(name.replaceFirst("\\[.*", ""));
            node = name.endsWith("]") ? node.path("items") : node;
        }
        return node;
    }
}
