package io.robusttransfer.tests.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/**
 * What a role says, one by one.
 *
 * @param everywhere in all namespaces
 * @param atHome in the operator's own besides
 */
record Rights(Set<Permission> everywhere, Set<Permission> atHome) {
    private static final Path ROLE = Path.of("..", "deploy", "base", "operator-role.yaml");

    /** @param name of the one object that it is about; empty for all */
    record Permission(String group, String resource, String verb, String name) {
        @Override
        public String toString() {
            return verb + " " + resource + (group.isEmpty() ? "" : "." + group) + (name.isEmpty() ? "" : " " + name);
        }
    }

    static Rights ofTheRole() throws IOException {
        Set<Permission> everywhere = Set.of();
        Set<Permission> atHome = Set.of();
        YAMLMapper yaml = new YAMLMapper();
        try (MappingIterator<JsonNode> documents =
                yaml.readerFor(JsonNode.class).<JsonNode>readValues(ROLE.toFile())) {
            for (JsonNode document : documents.readAll()) {
                switch (document.path("kind").asText()) {
                    case "ClusterRole" -> everywhere = permissions(document);
                    case "Role" -> atHome = permissions(document);
                    default -> {}
                }
            }
        }
        return new Rights(everywhere, atHome);
    }

    private static Set<Permission> permissions(JsonNode role) {
        return StreamSupport.stream(role.path("rules").spliterator(), false)
                .flatMap(rule -> texts(rule, "apiGroups").stream().flatMap(group -> texts(rule, "resources").stream()
                        .flatMap(resource -> texts(rule, "verbs").stream()
                                .flatMap(
                                        verb -> (rule.has("resourceNames") ? texts(rule, "resourceNames") : List.of(""))
                                                .stream().map(name -> new Permission(group, resource, verb, name))))))
                .collect(Collectors.toSet());
    }

    private static List<String> texts(JsonNode rule, String field) {
        return StreamSupport.stream(rule.path(field).spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }

    static Set<String> spelt(Set<Permission> permissions) {
        return permissions.stream().map(Permission::toString).collect(Collectors.toCollection(TreeSet::new));
    }
}
