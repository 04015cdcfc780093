package io.robusttransfer.worker.report;

import io.robusttransfer.worker.report.Experiment.Scheme;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A colour for each source scheme: ce in ink, eight others in hues, the rest in grey; the same in every chart. */
final class Palette {
    private static final int HUES = 8;
    private final Map<String, String> classes = new HashMap<>();

    Palette(Results results) {
        Experiment experiment = results.experiment();
        experiment.schemes().stream().filter(Scheme::plain).findFirst().ifPresent(s -> classes.put(s.name(), "sb"));
        List<Scheme> others = experiment.schemes().stream()
                .filter(s -> !classes.containsKey(s.name()))
                .toList();
        List<Scheme> coloured = others.size() <= HUES
                ? others
                : others.stream()
                        .sorted(Comparator.comparingDouble(s -> -strength(results, s)))
                        .limit(HUES)
                        .toList();
        for (int i = 0; i < coloured.size(); i++) {
            classes.put(coloured.get(i).name(), "s" + i);
        }
    }

    /** With more schemes than hues, the most robust ones on the source have them. */
    private static double strength(Results results, Scheme scheme) {
        return results.experiment()
                .headline()
                .flatMap(m -> results.estimate(scheme, Where.SOURCE, m))
                .map(Estimate::mean)
                .orElse(0.0);
    }

    String of(Scheme scheme) {
        return classes.getOrDefault(scheme.name(), "sx");
    }

    boolean grey(Scheme scheme) {
        return !classes.containsKey(scheme.name());
    }
}
