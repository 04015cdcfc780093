package io.robusttransfer.tests.scale;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The checked-in ranges of the figures of scale, by the name of the figure. */
record Ranges(Map<String, Range> byFigure) {
    /**
     * What a figure is, beside where it has to be.
     *
     * @param value empty where it was not measured
     * @param range empty where the file has none
     */
    record Verdict(String figure, Optional<Double> value, Optional<Range> range) {
        boolean measured() {
            return value.isPresent();
        }

        /** Of a figure that was measured; one without a range is never where it has to be. */
        boolean inside() {
            return range.filter(where -> where.has(value.orElseThrow())).isPresent();
        }

        @Override
        public String toString() {
            String where = range.map(Range::toString).orElse("has no range");
            return value.map(is ->
                            "%-45s %10.2f  %-8s (%s)".formatted(figure, is, inside() ? "inside" : "OUTSIDE", where))
                    .orElseGet(() -> "%-45s not measured (%s)".formatted(figure, where));
        }
    }

    static Ranges checkedIn() {
        try (InputStream yaml = Ranges.class.getResourceAsStream("ranges.yaml")) {
            return read(yaml);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Ranges read(InputStream yaml) throws IOException {
        return new Ranges(new YAMLMapper().readValue(yaml, new TypeReference<LinkedHashMap<String, Range>>() {}));
    }

    /** Of all figures that have a range, in the order of the file, then of those that have none. */
    List<Verdict> judge(Map<String, Double> figures) {
        Stream<String> unknown = figures.keySet().stream().filter(figure -> !byFigure.containsKey(figure));
        return Stream.concat(byFigure.keySet().stream(), unknown)
                .map(figure -> new Verdict(
                        figure, Optional.ofNullable(figures.get(figure)), Optional.ofNullable(byFigure.get(figure))))
                .toList();
    }
}
