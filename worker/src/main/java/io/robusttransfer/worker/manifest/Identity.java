package io.robusttransfer.worker.manifest;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import io.robusttransfer.crds.api.RobustTransferExperiment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** What an API server checks of every object, whatever its kind. */
final class Identity {
    private static final String API_VERSION = RobustTransferExperiment.GROUP + "/" + RobustTransferExperiment.VERSION;
    private static final List<String> TOP = List.of("apiVersion", "kind", "metadata", "spec", "status");
    private static final List<String> METADATA = List.of(
            "name",
            "namespace",
            "labels",
            "annotations",
            "finalizers",
            "ownerReferences",
            "generateName",
            "uid",
            "resourceVersion",
            "generation",
            "creationTimestamp",
            "deletionTimestamp",
            "deletionGracePeriodSeconds",
            "selfLink",
            "managedFields");
    private static final Pattern NAME =
            Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?([.][a-z0-9]([-a-z0-9]*[a-z0-9])?)*");
    private static final int LONGEST_NAME = 253;

    private final List<Problem> problems = new ArrayList<>();

    private Identity() {}

    static List<Problem> broken(JsonNode root) {
        Identity check = new Identity();
        if (root.isObject()) {
            check.object(root);
        } else {
            check.add(
                    JsonPointer.empty(),
                    Problem.Kind.TYPE,
                    null,
                    "write an experiment: apiVersion, kind, metadata, spec");
        }
        return check.problems;
    }

    private void object(JsonNode root) {
        constant(root, "apiVersion", API_VERSION);
        constant(root, "kind", RobustTransferExperiment.KIND);
        known(root, TOP, JsonPointer.empty());
        JsonNode metadata = root.path("metadata");
        JsonPointer at = JsonPointer.compile("/metadata");
        known(metadata, METADATA, at);
        for (String map : List.of("labels", "annotations")) {
            for (Map.Entry<String, JsonNode> label : metadata.path(map).properties()) {
                if (!label.getValue().isTextual()) {
                    JsonPointer place = at.appendProperty(map).appendProperty(label.getKey());
                    add(place, Problem.Kind.TYPE, label.getValue(), Words.type("string", label.getValue()));
                }
            }
        }
        JsonNode name = metadata.path("name");
        JsonPointer place = at.appendProperty("name");
        if (name.isMissingNode() || name.isNull()) {
            add(place, Problem.Kind.REQUIRED, null, "a name of your own, as in digits-to-letters");
        } else if (!name.isTextual()) {
            add(place, Problem.Kind.TYPE, name, Words.type("string", name));
        } else if (name.asText().length() > LONGEST_NAME
                || !NAME.matcher(name.asText()).matches()) {
            add(
                    place,
                    Problem.Kind.INVALID,
                    name,
                    "write lowercase letters, digits, '-' and '.', first and last a letter or digit");
        }
    }

    private void constant(JsonNode root, String field, String value) {
        JsonNode written = root.path(field);
        JsonPointer place = JsonPointer.empty().appendProperty(field);
        if (written.isMissingNode()) {
            add(place, Problem.Kind.REQUIRED, null, "write " + field + ": " + value);
        } else if (!written.asText().equals(value)) {
            add(place, Problem.Kind.INVALID, written, "must be " + value);
        }
    }

    private void known(JsonNode object, List<String> names, JsonPointer at) {
        object.fieldNames().forEachRemaining(name -> {
            if (!names.contains(name)) {
                add(at.appendProperty(name), Problem.Kind.UNKNOWN, null, Words.unknown(name, names));
            }
        });
    }

    private void add(JsonPointer at, Problem.Kind kind, JsonNode value, String message) {
        problems.add(new Problem(at, kind, value, message));
    }
}
