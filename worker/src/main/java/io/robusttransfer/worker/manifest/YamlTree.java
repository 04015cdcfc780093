package io.robusttransfer.worker.manifest;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.reader.ReaderException;
import org.yaml.snakeyaml.representer.Representer;
import org.yaml.snakeyaml.resolver.Resolver;

/** The JSON that a YAML text means, and where in the text each of its values begins. */
final class YamlTree {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final Scalars scalars = new Scalars();
    private final Map<JsonPointer, TextPlace> places = new HashMap<>();
    private final List<Node> open = new ArrayList<>();
    private final JsonNode root;

    /** Counted from 1. */
    record TextPlace(int line, int column) implements Comparable<TextPlace> {
        @Override
        public int compareTo(TextPlace other) {
            return line != other.line ? Integer.compare(line, other.line) : Integer.compare(column, other.column);
        }

        static TextPlace of(Mark mark) {
            return new TextPlace(mark.getLine() + 1, mark.getColumn() + 1);
        }
    }

    /** The text is no YAML, or no JSON can be made of it. */
    static final class SyntaxError extends Exception {
        private static final long serialVersionUID = 1;
        private final transient TextPlace place;

        SyntaxError(Mark mark, String message) {
            this(mark == null ? new TextPlace(1, 1) : TextPlace.of(mark), message);
        }

        SyntaxError(TextPlace place, String message) {
            super(message);
            this.place = place;
        }

        TextPlace place() {
            return place;
        }
    }

    YamlTree(String text) throws SyntaxError {
        Node document = null;
        try {
            for (Node each : scalars.compose(text)) {
                if (document != null) {
                    throw new SyntaxError(each.getStartMark(), "a second document: write one experiment per file");
                }
                document = each;
            }
            if (document == null) {
                throw new SyntaxError(new TextPlace(1, 1), "the file is empty: write an experiment");
            }
            root = json(document, JsonPointer.empty());
        } catch (MarkedYAMLException e) {
            String context = e.getContextMark() == null
                    ? ""
                    : " (%s in line %d)"
                            .formatted(e.getContext(), e.getContextMark().getLine() + 1);
            throw new SyntaxError(e.getProblemMark(), e.getProblem() + context);
        } catch (ReaderException e) {
            throw new SyntaxError(
                    place(text, e.getPosition()),
                    "the character U+%04X is not allowed in YAML".formatted(e.getCodePoint()));
        } catch (YAMLException e) {
            // a limit, told without a place: how deep, how long, how many aliases
            throw new SyntaxError(new TextPlace(1, 1), e.getMessage());
        }
    }

    private static TextPlace place(String text, int codePoints) {
        String before = text.substring(
                0, text.offsetByCodePoints(0, Math.min(codePoints, text.codePointCount(0, text.length()))));
        String[] line = before.split("\\R", -1);
        return new TextPlace(line.length, line[line.length - 1].length() + 1);
    }

    JsonNode root() {
        return root;
    }

    /** Where the value is, or for one that is missing the place that should hold it. */
    TextPlace place(JsonPointer pointer) {
        JsonPointer known = pointer;
        while (!places.containsKey(known)) {
            known = known.head();
        }
        return places.get(known);
    }

    private JsonNode json(Node node, JsonPointer at) throws SyntaxError {
        places.putIfAbsent(at, TextPlace.of(node.getStartMark()));
        if (open.contains(node)) {
            throw new SyntaxError(node.getStartMark(), "an alias refers to itself");
        }
        if (node instanceof ScalarNode scalar) {
            return MAPPER.valueToTree(value(scalar));
        }
        open.add(node);
        JsonNode json = node instanceof MappingNode mapping ? object(mapping, at) : array((SequenceNode) node, at);
        open.remove(node);
        return json;
    }

    private Object value(ScalarNode scalar) throws SyntaxError {
        try {
            Object value = scalars.value(scalar);
            if (value instanceof Double number && !Double.isFinite(number)) {
                throw new SyntaxError(
                        scalar.getStartMark(),
                        "'%s' is no number of JSON: write one that is finite, or put it in quotes"
                                .formatted(scalar.getValue()));
            }
            return value;
        } catch (YAMLException | IllegalArgumentException e) { // !!int abc, 0x_, <<, or !foo 3
            throw new SyntaxError(
                    scalar.getStartMark(),
                    "'%s' cannot be read as %s: put it in quotes, without a tag before it"
                            .formatted(
                                    scalar.getValue(),
                                    scalar.getTag().getValue().replace(Tag.PREFIX, "!!")));
        }
    }

    private ArrayNode array(SequenceNode sequence, JsonPointer at) throws SyntaxError {
        ArrayNode array = JSON.arrayNode();
        for (Node item : sequence.getValue()) {
            array.add(json(item, at.appendIndex(array.size())));
        }
        return array;
    }

    private ObjectNode object(MappingNode mapping, JsonPointer at) throws SyntaxError {
        Map<String, Mark> seen = new HashMap<>();
        for (NodeTuple tuple : mapping.getValue()) {
            String key = key(tuple.getKeyNode());
            Mark first = seen.putIfAbsent(key, tuple.getKeyNode().getStartMark());
            if (first != null && !tuple.getKeyNode().getTag().equals(Tag.MERGE)) {
                throw new SyntaxError(
                        tuple.getKeyNode().getStartMark(),
                        "a second '%s': the first is in line %d".formatted(key, first.getLine() + 1));
            }
        }
        scalars.merge(mapping);
        ObjectNode object = JSON.objectNode();
        for (NodeTuple tuple : mapping.getValue()) {
            String key = key(tuple.getKeyNode());
            JsonPointer member = at.appendProperty(key);
            // a place to point at: the key, since a value may be on lines of its own
            places.put(member, TextPlace.of(tuple.getKeyNode().getStartMark()));
            object.set(key, json(tuple.getValueNode(), member));
        }
        return object;
    }

    private static String key(Node node) throws SyntaxError {
        if (node instanceof ScalarNode scalar) {
            return scalar.getValue();
        }
        throw new SyntaxError(node.getStartMark(), "a key must be a plain word");
    }

    /** Single values, and mappings that take in others (<<). */
    private static final class Scalars extends SafeConstructor {
        private static final LoaderOptions OPTIONS = new LoaderOptions();

        /** Spellings that kubectl knows, in those of this library. */
        private static final Map<Tag, Function<String, String>> KNOWN = Map.of(
                Tag.BOOL, text -> text.replaceFirst("^[yY]$", "yes").replaceFirst("^[nN]$", "no"),
                Tag.INT, text -> text.toLowerCase(Locale.ROOT).replaceFirst("^([-+]?)0o", "$10"));

        Scalars() {
            super(OPTIONS);
        }

        Iterable<Node> compose(String text) {
            DumperOptions dumper = new DumperOptions();
            Yaml yaml = new Yaml(this, new Representer(dumper), dumper, OPTIONS, new KubectlResolver());
            return yaml.composeAll(new StringReader(text));
        }

        Object value(ScalarNode node) {
            Function<String, String> known = KNOWN.get(node.getTag());
            return constructDocument(
                    known == null
                            ? node
                            : new ScalarNode(
                                    node.getTag(),
                                    known.apply(node.getValue()),
                                    node.getStartMark(),
                                    node.getEndMark(),
                                    node.getScalarStyle()));
        }

        void merge(MappingNode mapping) {
            flattenMapping(mapping);
        }
    }

    /** Reads plain words as kubectl does: no dates, no numbers to the base of 60, 1e3 is a number, and y is true. */
    private static final class KubectlResolver extends Resolver {
        private static final Pattern WHOLE =
                Pattern.compile("^[-+]?(0[bB][01_]+|0[oO]?[0-7_]+|0|[1-9][0-9_]*|0[xX][0-9a-fA-F_]+)$");
        private static final Pattern TRUTH = Pattern.compile(BOOL.pattern() + "|^[yYnN]$");
        private static final Pattern NUMBER =
                Pattern.compile("^([-+]?([.][0-9]+|[0-9]+([.][0-9]*)?)([eE][-+]?[0-9]+)?|[-+]?[.]inf|[.]nan)$");

        @Override
        protected void addImplicitResolvers() {
            addImplicitResolver(Tag.BOOL, TRUTH, "yYnNtTfFoO");
            addImplicitResolver(Tag.INT, WHOLE, "-+0123456789");
            addImplicitResolver(Tag.FLOAT, NUMBER, "-+0123456789.");
            addImplicitResolver(Tag.MERGE, MERGE, "<");
            addImplicitResolver(Tag.NULL, NULL, "~nN\0");
            addImplicitResolver(Tag.NULL, EMPTY, null);
        }
    }
}
