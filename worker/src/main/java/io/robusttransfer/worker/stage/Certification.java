package io.robusttransfer.worker.stage;

import io.robusttransfer.crds.plan.Measure;
import io.robusttransfer.crds.plan.Measures;
import io.robusttransfer.worker.certify.Certificate;
import io.robusttransfer.worker.certify.Cohen;
import io.robusttransfer.worker.certify.Sampler;
import io.robusttransfer.worker.certify.Votes;
import io.robusttransfer.worker.model.Net;
import io.robusttransfer.worker.stage.Evaluation.Parts;
import io.robusttransfer.worker.stage.Evaluation.Subject;
import io.robusttransfer.worker.stage.SampleFiles.Column;
import io.robusttransfer.worker.tensor.Scope;
import io.robusttransfer.worker.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.DoubleConsumer;
import java.util.function.UnaryOperator;

/** Certifies all heads of one extractor on the same noisy images; votes are kept, so that alpha can be chosen again. */
final class Certification {
    interface Progress {
        void done(double heads, String text);
    }

    private final Subject subject;
    private final Measures measures;
    private final Parts parts;
    private final Stop stop;

    Certification(Subject subject, Measures measures, Parts parts, Stop stop) {
        this.subject = subject;
        this.measures = measures;
        this.parts = parts;
        this.stop = stop;
    }

    /**
     * @param progress gets shares of heads that are done
     * @return certificates, and predictions of the smoothed classifier beside them; empty when it was stopped
     */
    Optional<Map<Column, List<Sample>>> of(Measure.Draws measure, Progress progress) {
        Map<String, List<Sample.Drawn>> drawn = new LinkedHashMap<>();
        List<String> wanting = new ArrayList<>();
        for (String head : subject.heads().keySet()) {
            Optional<byte[]> part = parts.find(measure, head);
            drawn.put(head, part.map(SampleFiles::readDraws).orElse(new ArrayList<>()));
            if (part.isEmpty()) {
                wanting.add(head);
            }
        }
        progress.done(subject.heads().size() - wanting.size(), null);
        if (!wanting.isEmpty()) {
            int images = Math.min(measure.images(), subject.images().count());
            if (!draw(measure, wanting, images, drawn, share -> progress.done(share * wanting.size(), null))) {
                return Optional.empty();
            }
            wanting.forEach(head -> parts.keep(measure, head, SampleFiles.writeDraws(drawn.get(head))));
        }
        double alpha = measures.smoothing().alpha().toDouble();
        double sigma = measure.sigma().toDouble();
        Map<Column, List<Sample>> outcomes = new LinkedHashMap<>();
        List<String> radii = new ArrayList<>();
        drawn.forEach((head, all) -> {
            List<Sample> certified =
                    all.stream().map(d -> certificate(d, sigma, alpha)).toList();
            radii.add(Evaluation.three(averageRadius(certified)));
            outcomes.put(new Column(head, measure.key()), certified);
            outcomes.put(
                    Column.predictions(head, measure),
                    all.stream().map(d -> prediction(d, alpha)).toList());
        });
        progress.done(
                0,
                "average certified radius at sigma " + measure.sigma() + " " + String.join(", ", radii)
                        + (wanting.isEmpty() ? Evaluation.MEASURED_BEFORE : ""));
        return Optional.of(outcomes);
    }

    /** @return false when it was stopped */
    private boolean draw(
            Measure.Draws measure,
            List<String> heads,
            int images,
            Map<String, List<Sample.Drawn>> drawn,
            DoubleConsumer progress) {
        Sampler sampler = new Sampler(
                measure.stream(),
                measure.sigma().toDouble(),
                measure.selectionSamples(),
                measure.samples(),
                measures.batchSize());
        return Scope.value(() -> {
            Map<String, Net> frozen = subject.frozen(heads);
            List<UnaryOperator<Tensor>> hs = heads.stream()
                    .<UnaryOperator<Tensor>>map(head -> frozen.get(head)::h)
                    .toList();
            UnaryOperator<Tensor> f = frozen.get(heads.get(0))::f;
            for (int row = 0; row < images; row++) {
                if (stop.requested()) {
                    return false;
                }
                List<Votes> votes = sampler.sample(f, hs, subject.images(), row, subject.places()[row]);
                for (int i = 0; i < votes.size(); i++) {
                    drawn.get(heads.get(i))
                            .add(new Sample.Drawn(
                                    subject.places()[row], subject.images().labels()[row], votes.get(i)));
                }
                progress.accept(1.0 / images);
            }
            return true;
        });
    }

    private static Sample certificate(Sample.Drawn drawn, double sigma, double alpha) {
        Certificate certificate = Cohen.certify(drawn.votes(), sigma, alpha);
        return new Sample(
                drawn.image(),
                drawn.label(),
                certificate.is(drawn.label()),
                certificate.label().isPresent() ? certificate.radius() : Double.NaN);
    }

    private static Sample prediction(Sample.Drawn drawn, double alpha) {
        OptionalInt label = Cohen.predict(drawn.votes(), alpha);
        return Sample.of(drawn.image(), drawn.label(), label.isPresent() && label.getAsInt() == drawn.label());
    }

    static double averageRadius(List<Sample> samples) {
        return samples.stream()
                        .filter(Sample::correct)
                        .mapToDouble(Sample::radius)
                        .sum()
                / samples.size();
    }
}
