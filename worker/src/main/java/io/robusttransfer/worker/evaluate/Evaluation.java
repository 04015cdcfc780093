package io.robusttransfer.worker.evaluate;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.robusttransfer.crds.api.Measure;
import io.robusttransfer.crds.plan.Measures;
import io.robusttransfer.worker.model.Net;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

/** Takes all measures of a subject. Parts that are there already are read; new ones are kept as soon as they are finished. */
public final class Evaluation {
    private final Subject subject;
    private final Measures measures;
    private final KeptParts parts;
    private final Listener listener;
    private final BooleanSupplier stop;
    private final Map<Column, Map<String, Double>> numbers = new LinkedHashMap<>();
    private final Map<Column, Integer> looked = new HashMap<>();
    private double done;

    public interface Listener {
        /**
         * @param share of all parts that is done
         * @param text what was done last, null between two parts
         */
        void on(double share, String text);
    }

    public Evaluation(Subject subject, Measures measures, KeptParts parts, Listener listener, BooleanSupplier stop) {
        this.subject = subject;
        this.measures = measures;
        this.parts = parts;
        this.listener = listener;
        this.stop = stop;
    }

    /**
     * The results of an evaluation.
     *
     * @param outcomes of every image, measure by measure and head by head
     * @param figures of every measure, by head
     */
    public record Judgement(Map<Column, List<Sample>> outcomes, Map<String, List<Figures>> figures) {}

    /**
     * What one measure says of one head, in {@code metrics.json}.
     *
     * @param numbers of the whole model, by id; left out where there are none
     */
    public record Figures(
            Measure measure,
            String key,
            int images,
            @JsonAnyGetter Map<String, Double> figures,

            @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, Double> numbers) {}

    /** @return empty when it was stopped */
    public Optional<Judgement> run() {
        Map<Column, List<Sample>> outcomes = new LinkedHashMap<>();
        for (Measure measure : measures.all()) {
            if (stop.getAsBoolean() || !take(measure, outcomes)) {
                return Optional.empty();
            }
        }
        Map<Column, List<Sample>> merged = EpsilonMerge.merged(ordered(outcomes), measures.attacks());
        return Optional.of(new Judgement(merged, figures(merged)));
    }

    private Map<String, List<Figures>> figures(Map<Column, List<Sample>> outcomes) {
        Map<String, List<Figures>> figures = new TreeMap<>();
        for (String head : subject.heads().keySet()) {
            figures.put(
                    head,
                    measures.all().stream()
                            .map(measure -> new Figures(
                                    measure,
                                    measure.key(),
                                    images(Column.of(head, measure), outcomes, measure),
                                    reading(measure).figures(head, outcomes),
                                    numbers.get(Column.of(head, measure))))
                            .toList());
        }
        return figures;
    }

    private int images(Column column, Map<Column, List<Sample>> outcomes, Measure measure) {
        return outcomes.containsKey(column)
                ? outcomes.get(column).size()
                : looked.getOrDefault(column, measure.images(subject.images().count()));
    }

    /** The outcomes by measure, then head, whether found or computed. */
    private Map<Column, List<Sample>> ordered(Map<Column, List<Sample>> outcomes) {
        Map<Column, List<Sample>> ordered = new LinkedHashMap<>();
        for (Measure measure : measures.all()) {
            for (String head : subject.heads().keySet()) {
                reading(measure).columns(head).forEach(column -> ordered.put(column, outcomes.get(column)));
            }
        }
        return ordered;
    }

    private Reading reading(Measure measure) {
        int batchSize = measures.batchSize();
        if (measure instanceof Measure.Clean clean) {
            return new CleanReading(clean, subject, batchSize);
        }
        if (measure instanceof Measure.InBall attack) {
            return new AttackReading(attack, subject, batchSize, parts, stop);
        }
        if (measure instanceof Measure.Draws draws) {
            double alpha = measures.smoothing().alpha().toDouble();
            return new SmoothingReading(draws, alpha, subject, batchSize, stop);
        }
        if (measure instanceof Measure.Representation representation) {
            return new RepresentationReading(representation, subject, batchSize, stop);
        }
        if (measure instanceof Measure.Unbounded check) {
            return new UnboundedReading(check, subject, batchSize, stop);
        }
        if (measure instanceof Measure.Lipschitz lipschitz) {
            return new LipschitzReading(lipschitz, subject, batchSize);
        }
        if (measure instanceof Measure.Anytime anytime) {
            return new AnytimeReading(anytime, subject, batchSize, parts, stop);
        }
        if (measure instanceof Measure.OnChanged shift) {
            return new ShiftReading(shift, subject, batchSize);
        }
        if (measure instanceof Measure.Transferability transferability) {
            return new TransferabilityReading(transferability, subject.scored(), batchSize, stop);
        }
        throw new IllegalArgumentException("nothing reads " + measure);
    }

    /** @return false when it was stopped */
    private boolean take(Measure measure, Map<Column, List<Sample>> outcomes) {
        Reading reading = reading(measure);
        Map<String, byte[]> found = new LinkedHashMap<>();
        List<String> wanting = new ArrayList<>();
        for (String head : subject.heads().keySet()) {
            parts.of(measure, head).find().ifPresentOrElse(part -> found.put(head, part), () -> wanting.add(head));
        }
        found.forEach((head, part) -> add(measure, reading, head, part, outcomes));
        if (!found.isEmpty()) {
            advance(found.size(), words(measure, reading, found.keySet(), outcomes) + ", measured before");
        }
        for (Map<String, Net> group : subject.byExtractor(wanting)) {
            if (!take(measure, reading, group, outcomes)) {
                return false;
            }
        }
        return true;
    }

    private boolean take(Measure measure, Reading reading, Map<String, Net> group, Map<Column, List<Sample>> outcomes) {
        double before = done;
        int[] finished = {0};
        return reading.take(group, outcomes, share -> advance(share, null), (head, part) -> {
            parts.of(measure, head).keep(part);
            add(measure, reading, head, part, outcomes);
            done = Math.max(done, before + ++finished[0]);
            advance(0, words(measure, reading, List.of(head), outcomes));
        });
    }

    private void add(Measure measure, Reading reading, String head, byte[] part, Map<Column, List<Sample>> outcomes) {
        outcomes.putAll(reading.outcomes(head, part));
        numbers.put(Column.of(head, measure), reading.numbers(part));
        reading.images(part).ifPresent(count -> looked.put(Column.of(head, measure), count));
    }

    private void advance(double parts, String text) {
        done += parts;
        listener.on(Math.min(1, done / (subject.heads().size() * measures.all().size())), text);
    }

    /** As in "clean accuracy: ce 0.763, ceA 0.825". */
    private String words(Measure measure, Reading reading, Iterable<String> heads, Map<Column, List<Sample>> outcomes) {
        List<String> figures = new ArrayList<>();
        for (String head : heads) {
            String name = subject.names().getOrDefault(head, "");
            figures.add(
                    (name.isEmpty() ? " " : ", " + name + " head ") + three(figure(measure, reading, head, outcomes)));
        }
        return measure.words() + figures.stream().collect(Collectors.joining());
    }

    private Double figure(Measure measure, Reading reading, String head, Map<Column, List<Sample>> outcomes) {
        Map<String, Double> figures = reading.figures(head, outcomes);
        return (figures.isEmpty() ? numbers.get(Column.of(head, measure)) : figures).get(reading.headline());
    }

    private static String three(Double value) {
        return value == null ? "none" : String.format(Locale.ROOT, "%.3f", value);
    }
}
