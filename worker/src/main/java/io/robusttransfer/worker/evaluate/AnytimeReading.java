package io.robusttransfer.worker.evaluate;

import io.robusttransfer.crds.api.Fraction;
import io.robusttransfer.crds.api.Measure;
import io.robusttransfer.crds.json.CanonicalJson;
import io.robusttransfer.worker.certify.AnytimeCertificate;
import io.robusttransfer.worker.certify.AnytimeSampler;
import io.robusttransfer.worker.certify.Verdict;
import io.robusttransfer.worker.model.Net;
import io.robusttransfer.worker.tensor.Scope;
import io.robusttransfer.worker.tensor.Tensor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import java.util.function.DoubleConsumer;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/**
 * Reads at which of the radii that were asked for an image is certified, by draws that end as soon as they tell. Images that are
 * decided are saved, so that it goes on with the others where it was stopped.
 */
record AnytimeReading(Measure.Anytime measure, Subject subject, int batchSize, KeptParts parts, BooleanSupplier stop)
        implements Reading {
    private static final int SAVES = 100;

    /**
     * How far heads that share an f have come.
     *
     * @param heads their keys
     * @param rows of the images that are decided
     * @param certificates of each of these images, in the order of the heads
     */
    record Progress(List<String> heads, List<Integer> rows, List<List<AnytimeCertificate>> certificates) {}

    @Override
    public boolean take(
            Map<String, Net> heads,
            Map<Column, List<Sample>> outcomes,
            DoubleConsumer progress,
            BiConsumer<String, byte[]> done) {
        int images = Math.min(measure.images(), subject.images().count());
        List<String> keys = List.copyOf(heads.keySet());
        KeptParts.Kept kept = parts.of(measure, keys.get(0));
        Progress decided = resumed(kept, keys);
        double share = (double) keys.size() / images;
        progress.accept(share * decided.rows().size());
        boolean finished = Scope.value(() -> {
            List<Net> frozen = heads.values().stream().map(Net::frozen).toList();
            List<UnaryOperator<Tensor>> hs =
                    frozen.stream().<UnaryOperator<Tensor>>map(net -> net::h).toList();
            Set<Integer> before = Set.copyOf(decided.rows());
            int[] rows = IntStream.range(0, images)
                    .filter(row -> !before.contains(row))
                    .toArray();
            return sampler()
                    .sample(
                            frozen.get(0)::f,
                            hs,
                            subject.images(),
                            rows,
                            subject.places(),
                            stop,
                            (row, certificates) -> {
                                decided.rows().add(row);
                                decided.certificates().add(certificates);
                                // of many images not each, since the state is written whole
                                if (decided.rows().size() % Math.max(1, images / SAVES) == 0) {
                                    kept.save(decided.rows().size(), CanonicalJson.bytes(decided));
                                }
                                progress.accept(share);
                            });
        });
        if (finished) {
            for (int head = 0; head < keys.size(); head++) {
                done.accept(keys.get(head), SampleFiles.writeDecided(part(decided, head)));
            }
        }
        return finished;
    }

    /** What was saved of the same heads. */
    private static Progress resumed(KeptParts.Kept kept, List<String> heads) {
        Progress none = new Progress(heads, new ArrayList<>(), new ArrayList<>());
        try {
            Optional<byte[]> saved = kept.resume();
            Progress progress = saved.isEmpty() ? none : CanonicalJson.read(saved.get(), Progress.class);
            return progress.heads().equals(heads) ? progress : none;
        } catch (IOException e) {
            throw new IllegalStateException("a saved state is checked by its hash", e);
        }
    }

    /** In the order of the images. */
    private List<Sample.Decided> part(Progress decided, int head) {
        Sample.Decided[] images = new Sample.Decided[decided.rows().size()];
        for (int i = 0; i < images.length; i++) {
            int row = decided.rows().get(i);
            images[row] = new Sample.Decided(
                    subject.places()[row],
                    subject.images().labels()[row],
                    decided.certificates().get(i).get(head));
        }
        return List.of(images);
    }

    private AnytimeSampler sampler() {
        return new AnytimeSampler(
                measure.stream(),
                measure.sigma().toDouble(),
                measure.radii().stream().map(Fraction::toDouble).toList(),
                measure.alpha().toDouble(),
                measure.selectionSamples(),
                measure.maxSamples(),
                batchSize);
    }

    @Override
    public List<Column> columns(String head) {
        List<Column> columns = new ArrayList<>(List.of(Column.of(head, measure)));
        measure.radii().forEach(radius -> columns.add(Column.at(head, measure, radius)));
        return columns;
    }

    /** Of the image: whether the class is right, and its draws. Of a radius: whether it is certified, too, and when that was decided. */
    @Override
    public Map<Column, List<Sample>> outcomes(String head, byte[] part) {
        List<Sample.Decided> images = SampleFiles.readDecided(part);
        Map<Column, List<Sample>> outcomes = new LinkedHashMap<>();
        outcomes.put(
                Column.of(head, measure),
                images.stream()
                        .map(image -> new Sample(
                                image.image(),
                                image.label(),
                                image.right(),
                                image.certificate().draws()))
                        .toList());
        for (int i = 0; i < measure.radii().size(); i++) {
            int place = i;
            outcomes.put(
                    Column.at(head, measure, measure.radii().get(i)),
                    images.stream().map(image -> atRadius(image, place)).toList());
        }
        return outcomes;
    }

    private static Sample atRadius(Sample.Decided image, int place) {
        AnytimeCertificate.AtRadius at = image.certificate().radii().get(place);
        return new Sample(
                image.image(),
                image.label(),
                image.right() && at.verdict() == Verdict.CERTIFIED,
                at.verdict() == Verdict.UNDECIDED ? Double.NaN : at.draws());
    }

    @Override
    public Map<String, Double> figures(String head, Map<Column, List<Sample>> outcomes) {
        Map<String, Double> figures = new LinkedHashMap<>();
        for (Fraction radius : measure.radii()) {
            List<Sample> samples = outcomes.get(Column.at(head, measure, radius));
            figures.put(certifiedAccuracy(radius), Reading.accuracy(samples));
            figures.put(
                    "undecided@" + radius,
                    samples.stream()
                                    .filter(sample -> sample.measured().isEmpty())
                                    .count()
                            / (double) samples.size());
        }
        figures.put("drawsPerImage", draws(List.of(head), outcomes));
        figures.put("passesPerImage", draws(sharing(head, outcomes), outcomes));
        return figures;
    }

    /** Those heads whose outcomes are there and that see the copies that this one sees. */
    private List<String> sharing(String head, Map<Column, List<Sample>> outcomes) {
        return subject.byExtractor(subject.heads().keySet()).stream()
                .filter(group -> group.containsKey(head))
                .flatMap(group -> group.keySet().stream())
                .filter(each -> outcomes.containsKey(Column.of(each, measure)))
                .toList();
    }

    /** How many draws it takes to decide all of these heads, on average over images. */
    private double draws(List<String> heads, Map<Column, List<Sample>> outcomes) {
        List<List<Sample>> all = heads.stream()
                .map(head -> outcomes.get(Column.of(head, measure)))
                .toList();
        return IntStream.range(0, all.get(0).size())
                .mapToDouble(i -> all.stream()
                        .mapToDouble(samples -> samples.get(i).value())
                        .max()
                        .orElseThrow())
                .average()
                .orElseThrow();
    }

    @Override
    public String headline() {
        return certifiedAccuracy(measure.radii().get(0));
    }

    private static String certifiedAccuracy(Fraction radius) {
        return "certifiedAccuracy@" + radius;
    }
}
