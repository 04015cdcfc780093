package io.robusttransfer.worker.report;

import io.robusttransfer.worker.report.Experiment.Scheme;
import io.robusttransfer.worker.report.Outcome.Completed;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;

/** results.csv: one line per cell, seed and measure; a cell that has no value keeps its lines. */
final class ResultsCsv {
    /** In order, with what each means. */
    static final Map<String, String> COLUMNS = columns();

    private ResultsCsv() {}

    static String write(Results results) {
        Experiment experiment = results.experiment();
        List<Quantity> measures = measures(experiment);
        Map<String, Scheme> schemes = new LinkedHashMap<>();
        experiment.schemes().forEach(s -> schemes.put(s.name(), s));
        StringBuilder text = new StringBuilder();
        CSVFormat format = CSVFormat.DEFAULT
                .builder()
                .setRecordSeparator('\n')
                .setHeader(COLUMNS.keySet().toArray(String[]::new))
                .get();
        try (CSVPrinter csv = new CSVPrinter(text, format)) {
            for (Cell cell : results.cells()) {
                Scheme scheme = schemes.get(cell.scheme());
                Coordinates.Place place = Coordinates.Place.of(experiment, scheme, cell.where());
                Map.Entry<String, String> outcome = Coordinates.words(cell.outcome());
                for (Quantity measure : measures) {
                    Coordinates m = measure.at();
                    OptionalDouble value = results.value(scheme, cell.where(), cell.seed(), measure);
                    csv.printRecord(
                            experiment.name(),
                            scheme.name(),
                            scheme.kind(),
                            place.domain(),
                            place.role(),
                            place.head(),
                            place.headKind(),
                            cell.seed(),
                            outcome.getKey(),
                            outcome.getValue(),
                            m.measure(),
                            m.attack(),
                            m.norm(),
                            m.epsilon(),
                            m.sigma(),
                            m.radius(),
                            value.isPresent() ? Double.toString(value.getAsDouble()) : "",
                            measure.unit().words(),
                            measure.better().spelling(),
                            cell.outcome() instanceof Completed c && value.isPresent() ? measure.images(c) : "",
                            place.extractor(),
                            m.shift(),
                            m.severity());
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    /** With the images that shifts change as they are: falls and relative errors are told from these. */
    private static List<Quantity> measures(Experiment experiment) {
        boolean shifts = experiment.measures().stream()
                .anyMatch(measure -> !measure.at().shift().isEmpty());
        return Stream.concat(experiment.measures().stream(), shifts ? Stream.of(Quantity.unshifted()) : Stream.empty())
                .toList();
    }

    private static Map<String, String> columns() {
        Map<String, String> columns = new LinkedHashMap<>();
        columns.put("experiment", "name of the experiment");
        columns.put("scheme", "name of the source scheme that trained f");
        columns.put("scheme_kind", "which scheme that is: ce, ceN, ceA, …");
        columns.put("domain", "whose test images: the source's or a target's name");
        columns.put("role", "source or target");
        columns.put(
                "head",
                "name of the scheme that trained the head: the source scheme itself, the one that fitted its head"
                        + " afterwards, or the target's");
        columns.put("head_kind", "which scheme that is");
        columns.put("seed", "the seed of both trainings");
        columns.put("outcome", "Completed, Diverged or Missing");
        columns.put("detail", "where it diverged, or why it is missing");
        columns.put(
                "measure",
                "clean_accuracy, robust_accuracy, expected_robustness, certified_accuracy, p_a_lower_quartile,"
                        + " p_a_median, p_a_upper_quartile, average_certified_radius, anytime_certified_accuracy,"
                        + " anytime_undecided, anytime_draws, lipschitz_average_radius, lipschitz_certified_accuracy,"
                        + " lipschitz_bound, leep, nce, logme, hscore, transrate, gbc, cka, features_change, logits_change, accuracy_under_representation_attack,"
                        + " accuracy_under_shift, mean_accuracy_under_shifts, mean_corruption_error or"
                        + " relative_mean_corruption_error");
        columns.put("attack", "robust_accuracy: the attack; a+b is the worst of both, image by image");
        columns.put("norm", "norm of epsilon or of the radius: Linf or L2");
        columns.put("epsilon", "robust_accuracy: size of the attack, as written in the manifest, in pixels of [0,1]");
        columns.put("sigma", "certificates: standard deviation of the smoothing noise, in pixels of [0,1]");
        columns.put("radius", "certified accuracies: the L2 radius they are certified at");
        columns.put(
                "value",
                "in the unit beside it; empty unless Completed, and where the measure says nothing of the cell");
        columns.put(
                "unit", "of the value: share of images (in [0,1]), pixels (L2 length, pixels in [0,1]), or another");
        columns.put("better", "which of two values is the better one: higher or lower");
        columns.put("images", "how many test images the value is a mean of; 0 for a number of the whole model");
        columns.put(
                "extractor",
                "what became of f: source (its own rows), frozen (the target trained a head alone) or moved (it"
                        + " trained f, too); no mean, best or correlation over both");
        columns.put(
                "shift",
                "accuracy_under_shift: what changed the images, such as gaussian_noise, or the name of a given set; as_they_are:"
                        + " the same images, unchanged");
        columns.put(
                "severity",
                "accuracy_under_shift: how strong, from 1 (to 5, in a given set to 10); empty for the mean over severities");
        return java.util.Collections.unmodifiableMap(columns);
    }
}
