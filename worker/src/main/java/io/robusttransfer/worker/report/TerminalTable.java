package io.robusttransfer.worker.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The figures in at most 100 columns of ASCII: source schemes down, the source and each target head across. */
final class TerminalTable {
    static final int WIDTH = 100;
    private static final int LONGEST_NAME = 36;
    private static final int GROUP = 21;

    private final Results results;
    private final Experiment experiment;
    private final List<Signs.Sign> signs;
    private final List<Quantity> measures = new ArrayList<>();
    private final List<String> heads = new ArrayList<>();
    private final int name;
    private final int groups;
    private boolean fewer;

    TerminalTable(Results results, List<Signs.Sign> signs) {
        this.signs = signs;
        this.results = results;
        this.experiment = results.experiment();
        this.name = 1
                + experiment.schemes().stream()
                        .mapToInt(x -> x.name().length())
                        .map(length -> Math.min(LONGEST_NAME, Math.max("source scheme".length(), length)))
                        .max()
                        .orElse(LONGEST_NAME);
        this.groups = (WIDTH - name) / GROUP;
        measures.add(Quantity.clean());
        heads.add("clean");
        experiment.headline().ifPresent(m -> {
            measures.add(m);
            heads.add("robust");
        });
        certified().ifPresent(m -> {
            measures.add(m);
            heads.add("cert");
        });
    }

    List<String> lines() {
        List<String> lines = new ArrayList<>();
        List<Where> places = experiment.places();
        for (int from = 0; from < places.size(); from += groups) {
            List<Where> some = places.subList(from, Math.min(places.size(), from + groups));
            if (from > 0) {
                lines.add("");
            }
            StringBuilder title = new StringBuilder(pad("", name));
            StringBuilder head = new StringBuilder(pad("source scheme", name));
            for (Where where : some) {
                title.append(pad(cut(title(where), GROUP - 2), GROUP));
                StringBuilder names = new StringBuilder();
                heads.forEach(h -> names.append(pad(h, 7)));
                head.append(pad(names.toString(), GROUP));
            }
            if (experiment.movesExtractor()) {
                StringBuilder extractor = new StringBuilder(pad("", name));
                some.forEach(where -> extractor.append(pad(extractor(where), GROUP)));
                lines.add(extractor.toString().stripTrailing());
            }
            lines.add(title.toString().stripTrailing());
            lines.add(head.toString().stripTrailing());
            for (Experiment.Scheme scheme : experiment.schemes()) {
                StringBuilder line = new StringBuilder(pad(cut(scheme.name(), name - 1), name));
                some.forEach(where -> line.append(pad(cell(scheme, where), GROUP)));
                lines.add(line.toString().stripTrailing());
            }
        }
        lines.addAll(legend());
        if (fewer) {
            lines.add("* fewer than " + experiment.seeds().size() + " seeds: see the report");
        }
        for (Signs.Sign sign : signs) {
            lines.add(cut(
                    "too good? " + sign.id() + " in " + sign.cells().size() + " of "
                            + results.cells().size() + " cells, as "
                            + sign.cells().get(0),
                    WIDTH));
        }
        return lines;
    }

    /** In one line, or one for each column that it explains. */
    private List<String> legend() {
        int seeds = experiment.seeds().size();
        List<String> parts = new ArrayList<>(List.of(seeds == 1 ? "1 seed" : "mean of " + seeds + " seeds"));
        experiment.headline().ifPresent(m -> parts.add("robust: " + m.words()));
        certified()
                .map(Quantity::at)
                .ifPresent(at -> parts.add(
                        "cert: sigma " + at.sigma() + ", radius " + Text.radius(Double.parseDouble(at.radius()))));
        String all = String.join("; ", parts);
        return all.length() <= WIDTH
                ? List.of(all)
                : parts.stream().map(part -> cut(part, WIDTH)).toList();
    }

    /** Certified accuracy at the first radius. */
    private Optional<Quantity> certified() {
        return experiment.certificates().leading().stream().findFirst();
    }

    private String extractor(Where where) {
        return where.equals(Where.SOURCE) ? "" : experiment.extractor(where).words();
    }

    private static String title(Where where) {
        return where instanceof Where.OnTarget on ? on.target() + ", " + on.head() + " head" : "source, own head";
    }

    private String cell(Experiment.Scheme scheme, Where where) {
        if (results.estimate(scheme, where, Quantity.clean()).isEmpty()) {
            boolean diverged = experiment.seeds().stream()
                    .anyMatch(s -> results.outcome(scheme, where, s) instanceof Outcome.Diverged);
            return diverged ? "diverged" : "missing";
        }
        StringBuilder text = new StringBuilder();
        boolean partial = false;
        for (Quantity measure : measures) {
            Optional<Estimate> estimate = results.estimate(scheme, where, measure);
            text.append(pad(estimate.map(e -> number(e.mean())).orElse("-"), 7));
            partial |= estimate.isEmpty() || results.isPartial(scheme, where, estimate.get());
        }
        fewer |= partial;
        return partial ? text.toString().stripTrailing() + "*" : text.toString();
    }

    /** In at most six characters: the radius at a great sigma is a great number. */
    private static String number(double value) {
        return String.format(Locale.ROOT, value < 100 ? "%.3f" : "%.0e", value);
    }

    private static String pad(String text, int width) {
        return text.length() >= width ? text : text + " ".repeat(width - text.length());
    }

    /** The middle goes: names in a sweep differ at their ends. */
    private static String cut(String text, int width) {
        int half = (width - 2) / 2;
        return text.length() <= width
                ? text
                : text.substring(0, width - 2 - half) + ".." + text.substring(text.length() - half);
    }
}
