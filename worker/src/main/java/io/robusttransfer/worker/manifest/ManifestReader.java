package io.robusttransfer.worker.manifest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.networknt.schema.Schema;
import io.robusttransfer.crds.api.RobustTransferExperiment;
import io.robusttransfer.worker.Failure;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/** A file becomes an experiment with every default filled in, or is refused for the same reasons as on a cluster. */
public final class ManifestReader {
    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .build();

    private final JsonNode schema = Definition.schema();
    private final Schema compiled = SchemaCheck.compile(schema);
    private final Rules rules = new Rules(schema);

    /** @throws Failure.WrongInput with a line for each thing that is wrong: file, line, column, field, value, what to write */
    public RobustTransferExperiment read(Path file) {
        YamlTree yaml = parse(file);
        List<Problem> problems = problems(yaml.root());
        if (!problems.isEmpty()) {
            throw new Failure.WrongInput(problems.stream()
                    .sorted(Comparator.comparing(problem -> yaml.place(problem.at())))
                    .map(problem -> line(file, yaml.place(problem.at()), problem.text()))
                    .collect(Collectors.joining(System.lineSeparator())));
        }
        try {
            return MAPPER.treeToValue(yaml.root(), RobustTransferExperiment.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the schema allows what the types do not: " + e.getOriginalMessage(), e);
        }
    }

    /** Fills in defaults on the way. */
    List<Problem> problems(JsonNode root) {
        List<Problem> problems = new ArrayList<>(Identity.broken(root));
        if (!root.isObject()) {
            return problems;
        }
        Defaults.fill(root, schema);
        problems.addAll(SchemaCheck.broken(root, compiled));
        if (problems.stream().noneMatch(Problem::hidesRules)) {
            problems.addAll(rules.broken(root));
        }
        return once(problems);
    }

    /**
     * An unknown field in place of the one to choose is one mistake: it is named, with what may be chosen unless more is known. So is
     * a repeated entry, which the rule of its list is broken by, too.
     */
    private static List<Problem> once(List<Problem> problems) {
        return problems.stream()
                .filter(problem -> problems.stream().noneMatch(other -> other.isInPlaceOf(problem)))
                .filter(problem -> problems.stream().noneMatch(other -> other.isRepeatIn(problem)))
                .map(problem -> problems.stream()
                        .filter(choice -> problem.isInPlaceOf(choice) && Words.listsTheKnown(problem.message()))
                        .findFirst()
                        .map(choice -> new Problem(problem.at(), problem.kind(), problem.value(), choice.message()))
                        .orElse(problem))
                .toList();
    }

    private static YamlTree parse(Path file) {
        try {
            return new YamlTree(Files.readString(file));
        } catch (YamlTree.SyntaxError e) {
            throw new Failure.WrongInput(line(file, e.place(), e.getMessage()), e);
        } catch (NoSuchFileException e) {
            throw new Failure.WrongInput(file + ": no such file", e);
        } catch (CharacterCodingException e) {
            throw new Failure.WrongInput(file + ": not a text in UTF-8", e);
        } catch (IOException e) {
            throw new Failure.WrongInput(file + ": cannot be read: " + e.getMessage(), e);
        }
    }

    private static String line(Path file, YamlTree.TextPlace place, String text) {
        return "%s:%d:%d: %s".formatted(file, place.line(), place.column(), text);
    }
}
