package io.robusttransfer.manifest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A manifest that is refused, with the reasons in its first lines: {@code # expect cel LINE:COLUMN FIELD: MESSAGE} has the words
 * of a rule, which a cluster says too; {@code schema} and {@code syntax} have words of ours. {@code <exactly one>} stands for the
 * definition's message about the choice in the field's object, or in the one around a field that is unknown.
 */
public record BadManifest(Path file, List<Expected> expected) {
    static final Path MANIFESTS = Path.of("src", "test", "resources", "manifests");
    private static final Pattern EXPECTED = Pattern.compile("# expect (cel|schema|syntax) (\\d+:\\d+) (\\S+): (.*)");

    public record Expected(String kind, String place, String field, String message) {
        boolean isSaidBy(String line) {
            return line.startsWith(place + ": " + (field.equals("-") ? "" : field + ": ")) && line.endsWith(message);
        }
    }

    public static List<BadManifest> all() throws IOException {
        try (Stream<Path> files = Files.list(MANIFESTS.resolve("bad"))) {
            return files.sorted().map(BadManifest::of).toList();
        }
    }

    private static BadManifest of(Path file) {
        try (Stream<String> lines = Files.lines(file)) {
            return new BadManifest(
                    file,
                    lines.map(EXPECTED::matcher)
                            .filter(matcher -> matcher.matches())
                            .map(matcher -> new Expected(
                                    matcher.group(1),
                                    matcher.group(2),
                                    matcher.group(3),
                                    DefinitionWords.spelt(matcher.group(3), matcher.group(4))))
                            .toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public boolean expects(String kind) {
        return expected.stream().anyMatch(each -> each.kind().equals(kind));
    }

    public String text() {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String toString() {
        return file.getFileName().toString();
    }
}
