package io.robusttransfer.worker.report;

import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A measure spelled out in the columns of results.csv and fields of summary.json; "" where a column does not apply. */
public record Coordinates(
        String measure,
        String attack,
        String norm,
        String epsilon,
        String sigma,
        String radius,
        String shift,
        String severity) {
    /** Of what no change of images stands before. */
    Coordinates(String measure, String attack, String norm, String epsilon, String sigma, String radius) {
        this(measure, attack, norm, epsilon, sigma, radius, "", "");
    }

    /** Where a cell's numbers have it, if it is a number of the whole cell. */
    String number() {
        return Stream.of(measure, shift, severity)
                .filter(each -> !each.isEmpty())
                .collect(Collectors.joining("/"));
    }

    /** Where a cell was measured. */
    record Place(String domain, String role, String head, String headKind, String extractor) {
        static Place of(Experiment experiment, Experiment.Scheme scheme, Where where) {
            String extractor = experiment.extractor(where).spelling();
            if (where instanceof Where.OnTarget on) {
                String kind = experiment.target(on.target()).heads().stream()
                        .filter(h -> h.name().equals(on.head()))
                        .findFirst()
                        .orElseThrow()
                        .kind();
                return new Place(on.target(), "target", on.head(), kind, extractor);
            }
            boolean own = scheme.head().equals(scheme.kind());
            return new Place(
                    experiment.source(), "source", own ? scheme.name() : scheme.head(), scheme.head(), extractor);
        }
    }

    /** Outcome and its detail, in words. */
    static Map.Entry<String, String> words(Outcome outcome) {
        if (outcome instanceof Outcome.Diverged d) {
            return Map.entry("Diverged", d.stage() + ", step " + d.step());
        } else if (outcome instanceof Outcome.Missing m) {
            return Map.entry("Missing", m.why());
        }
        return Map.entry("Completed", "");
    }
}
