package io.robusttransfer.worker.stage;

import io.robusttransfer.crds.plan.Measure;
import io.robusttransfer.crds.plan.Measures;
import io.robusttransfer.worker.attack.Attacks;
import io.robusttransfer.worker.attack.Robustness;
import io.robusttransfer.worker.data.Images;
import io.robusttransfer.worker.model.Batch;
import io.robusttransfer.worker.model.Net;
import io.robusttransfer.worker.stage.SampleFiles.Column;
import io.robusttransfer.worker.tensor.Scope;
import io.robusttransfer.worker.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Measures one extractor on one domain with all its heads: clean predictions and noisy votes see the extractor once for all of
 * them. What was measured before, in this or another evaluation, is taken as it is.
 */
final class Evaluation {
    /** Where finished measures of single heads are kept. */
    interface Parts {
        Optional<byte[]> find(Measure measure, String head);

        void keep(Measure measure, String head, byte[] samples);
    }

    /**
     * @param heads the whole network of each head, by the head's key; all of one frozen extractor
     * @param images the evaluated ones
     * @param places of these images in the domain's test part
     */
    record Subject(Map<String, Net> heads, Images images, int[] places) {
        /** In the present scope. */
        Map<String, Net> frozen(List<String> wanted) {
            Map<String, Net> frozen = new LinkedHashMap<>();
            wanted.forEach(head -> frozen.put(head, heads.get(head).frozen()));
            return frozen;
        }
    }

    static final String MEASURED_BEFORE = ", measured before";

    private final Subject subject;
    private final Measures measures;
    private final Parts parts;
    private final PartListener listener;
    private final Stop stop;

    interface PartListener {
        /** @param share of all parts that is done */
        void on(double share, String text);
    }

    Evaluation(Subject subject, Measures measures, Parts parts, PartListener listener, Stop stop) {
        this.subject = subject;
        this.measures = measures;
        this.parts = parts;
        this.listener = listener;
        this.stop = stop;
    }

    /** @return empty when it was stopped; finished parts are kept */
    Optional<Map<Column, List<Sample>>> run() {
        Map<Column, List<Sample>> outcomes = new LinkedHashMap<>();
        Work work = new Work();
        for (Map.Entry<String, List<Sample>> clean : clean(work).entrySet()) {
            outcomes.put(new Column(clean.getKey(), new Measure.Clean().key()), clean.getValue());
        }
        for (Measure attack : measures.attacks()) {
            for (String head : subject.heads().keySet()) {
                if (stop.requested()) {
                    return Optional.empty();
                }
                List<Sample> mistakes = outcomes.get(new Column(head, new Measure.Clean().key()));
                outcomes.put(new Column(head, attack.key()), attacked(attack, head, mistakes, work));
            }
        }
        if (measures.smoothing() != null) {
            Certification certification = new Certification(subject, measures, parts, stop);
            for (Measure.Draws draws : measures.smoothing().draws()) {
                Optional<Map<Column, List<Sample>>> certified = certification.of(draws, work::done);
                if (certified.isEmpty()) {
                    return Optional.empty();
                }
                outcomes.putAll(certified.get());
            }
        }
        return Optional.of(EpsilonMerge.merged(outcomes, measures.attacks()));
    }

    /** Counts parts for the listener. */
    final class Work {
        private final int all = subject.heads().size()
                * (1
                        + measures.attacks().size()
                        + (measures.smoothing() == null
                                ? 0
                                : measures.smoothing().draws().size()));
        private double done;

        void done(double howMany, String text) {
            done += howMany;
            listener.on(Math.min(1, done / all), text);
        }
    }

    private Map<String, List<Sample>> clean(Work work) {
        Measure.Clean measure = new Measure.Clean();
        Map<String, List<Sample>> known = new LinkedHashMap<>();
        List<String> wanting = new ArrayList<>();
        for (String head : subject.heads().keySet()) {
            Optional<byte[]> part = parts.find(measure, head);
            if (part.isEmpty()) {
                wanting.add(head);
            }
            known.put(head, part.map(bytes -> only(bytes)).orElse(null));
        }
        if (!wanting.isEmpty()) {
            Map<String, boolean[]> correct = predict(wanting);
            correct.forEach((head, right) -> {
                List<Sample> samples = samples(right);
                parts.keep(measure, head, SampleFiles.write(Map.of(new Column(head, measure.key()), samples)));
                known.put(head, samples);
            });
        }
        work.done(
                subject.heads().size(),
                "clean accuracy " + accuracies(known) + (wanting.isEmpty() ? MEASURED_BEFORE : ""));
        return known;
    }

    private Map<String, boolean[]> predict(List<String> heads) {
        Images images = subject.images();
        Map<String, boolean[]> correct = new LinkedHashMap<>();
        heads.forEach(head -> correct.put(head, new boolean[images.count()]));
        Scope.run(() -> {
            Map<String, Net> frozen = subject.frozen(heads);
            for (int from = 0; from < images.count(); from += measures.batchSize()) {
                int[] rows = IntStream.range(from, Math.min(images.count(), from + measures.batchSize()))
                        .toArray();
                Scope.run(() -> {
                    Tensor z = frozen.get(heads.get(0)).f(Batch.of(images, rows).x());
                    for (String head : heads) {
                        long[] predicted = frozen.get(head).h(z).argMax(1).longs();
                        for (int i = 0; i < rows.length; i++) {
                            correct.get(head)[rows[i]] = predicted[i] == images.labels()[rows[i]];
                        }
                    }
                });
            }
        });
        return correct;
    }

    private List<Sample> attacked(Measure measure, String head, List<Sample> clean, Work work) {
        Optional<byte[]> part = parts.find(measure, head);
        if (part.isPresent()) {
            List<Sample> samples = only(part.get());
            work.done(1, describe(measure) + " " + three(accuracy(samples)) + MEASURED_BEFORE);
            return samples;
        }
        boolean[] mistakes = new boolean[clean.size()];
        for (int i = 0; i < mistakes.length; i++) {
            mistakes[i] = !clean.get(i).correct();
        }
        Robustness robustness = new Robustness(measure.stream(), Attacks.restarts(measure), measures.batchSize());
        boolean[] broken = robustness.broken(
                subject.heads().get(head), subject.images(), subject.places(), Attacks.evaluation(measure), mistakes);
        boolean[] right = new boolean[broken.length];
        for (int i = 0; i < broken.length; i++) {
            right[i] = !broken[i];
        }
        List<Sample> samples = samples(right);
        parts.keep(measure, head, SampleFiles.write(Map.of(new Column(head, measure.key()), samples)));
        work.done(1, describe(measure) + " " + three(accuracy(samples)));
        return samples;
    }

    private static String describe(Measure measure) {
        if (measure instanceof Measure.Pgd pgd) {
            return "accuracy under PGD-" + pgd.steps() + " at " + pgd.epsilon();
        }
        return measure instanceof Measure.Fgsm fgsm ? "accuracy under FGSM at " + fgsm.epsilon() : measure.algorithm();
    }

    private List<Sample> samples(boolean[] correct) {
        return IntStream.range(0, correct.length)
                .mapToObj(i -> Sample.of(subject.places()[i], subject.images().labels()[i], correct[i]))
                .toList();
    }

    private static List<Sample> only(byte[] part) {
        return SampleFiles.read(part).values().iterator().next();
    }

    static double accuracy(List<Sample> samples) {
        return samples.stream().filter(Sample::correct).count() / (double) samples.size();
    }

    private static String accuracies(Map<String, List<Sample>> samples) {
        return samples.values().stream().map(s -> three(accuracy(s))).collect(Collectors.joining(", "));
    }

    /** To three decimals. */
    static String three(double value) {
        return String.format(Locale.ROOT, "%.3f", value);
    }
}
