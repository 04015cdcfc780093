package io.robusttransfer.tests.inputs;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.robusttransfer.manifest.DefinitionWords;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Good manifests, each changed in one place: of every kind of change as many, no two alike, the same from the same seed. */
final class Mutants {
    private static final YAMLMapper YAML = new YAMLMapper();
    private static final String PLAIN = "plain!";
    private static final Pattern QUOTED_PLAIN = Pattern.compile("\"" + PLAIN + "([^\"]*)\"");

    private final JsonNode schema = DefinitionWords.schema();
    private final List<ObjectNode> good;
    private final Draw draw;
    private final Set<String> made = new HashSet<>();

    /**
     * A manifest with a change.
     *
     * @param at the field that was changed
     */
    record Mutant(int number, Mutation kind, String of, String at, String yaml) {
        String described() {
            return number + ": " + kind + " at " + at + " of " + of;
        }
    }

    private Mutants(List<ObjectNode> good, long seed) {
        this.good = good;
        this.draw = new Draw(seed);
    }

    /** From the samples and the good manifests of the tests. */
    static List<Mutant> some(int count, long seed) throws IOException {
        Mutants mutants = new Mutants(good(), seed);
        Mutation[] kinds = Mutation.values();
        List<Mutant> some = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            some.add(mutants.one(i, kinds[i % kinds.length]));
        }
        return some;
    }

    private static List<ObjectNode> good() throws IOException {
        List<ObjectNode> good = new ArrayList<>();
        for (Path folder : List.of(Path.of("..", "deploy", "samples"), Path.of("src/test/resources/manifests/good"))) {
            try (Stream<Path> files = Files.list(folder)) {
                for (Path file : files.sorted().toList()) {
                    JsonNode first = YAML.readTree(Files.readString(file));
                    if (first.path("kind").asText().equals("RobustTransferExperiment")) {
                        // a cluster's answer would be about the namespace that it is sent to
                        ((ObjectNode) first.get("metadata")).remove("namespace");
                        good.add((ObjectNode) first);
                    }
                }
            }
        }
        return good;
    }

    private Mutant one(int number, Mutation kind) {
        while (true) {
            ObjectNode manifest = draw.of(good).deepCopy();
            String of = manifest.at("/metadata/name").asText();
            ((ObjectNode) manifest.get("metadata")).put("name", "m-" + number);
            List<Slot> all = Slot.of(manifest, schema);
            Slot slot = draw.of(all);
            if (kind.change(slot, all, draw)) {
                String yaml = yaml(manifest);
                if (made.add(yaml.replace("m-" + number, ""))) {
                    return new Mutant(number, kind, of, slot.at(), yaml);
                }
            }
        }
    }

    /** A word that stands in the manifest as it is, without quotes. */
    static JsonNode plain(String word) {
        return JsonNodeFactory.instance.textNode(PLAIN + word);
    }

    private static String yaml(ObjectNode manifest) {
        try {
            return QUOTED_PLAIN.matcher(YAML.writeValueAsString(manifest)).replaceAll("$1");
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
