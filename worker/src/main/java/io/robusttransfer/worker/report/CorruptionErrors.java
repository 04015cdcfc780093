package io.robusttransfer.worker.report;

import io.robusttransfer.worker.report.Outcome.Completed;
import io.robusttransfer.worker.report.Quantity.Better;
import io.robusttransfer.worker.report.Quantity.Unit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What accuracies after changes of images come to: means over severities and changes, and mean corruption errors against ce
 * (Hendrycks and Dietterich 2019).
 *
 * @param severities that were measured: one number for each change and severity
 * @param counted changes that count in means over changes
 * @param reference name of the source scheme ce, if there is one
 * @param given how many images of each given set are judged, by its name
 */
public record CorruptionErrors(
        List<Quantity> severities, Set<String> counted, Optional<String> reference, Map<String, Integer> given) {
    /** What results call the mean over changes that count. */
    static final String MEAN = "mean_accuracy_under_shifts";

    private static final Unit RATIO = new Unit("errors for each of ce's");

    /** Less than one image of any test set. */
    static final double ROUNDING = 1e-9;

    public CorruptionErrors {
        severities = List.copyOf(severities);
        counted = Set.copyOf(counted);
        given = Map.copyOf(given);
    }

    /**
     * Errors under one change.
     *
     * @param sum of the shares of images that are wrong, over severities
     * @param clean as much without the change
     */
    private record Errors(double sum, double clean) {
        double perErrorOf(Errors reference) {
            return reference.sum > ROUNDING ? sum / reference.sum : Double.NaN;
        }

        /** No number where the change costs the reference nothing. */
        double addedPerErrorAddedTo(Errors reference) {
            double added = reference.sum - reference.clean;
            return added > ROUNDING ? (sum - clean) / added : Double.NaN;
        }
    }

    private interface Comparison {
        double of(Errors model, Errors reference);
    }

    /** What is derived: means of every change, then over all that count. */
    public List<Quantity> quantities() {
        Stream<Quantity> means = shifts().map(Quantity::shifted);
        return Stream.concat(means, countedShifts().isEmpty() ? Stream.empty() : Stream.of(mean(), error(), relative()))
                .toList();
    }

    private Quantity mean() {
        return Quantity.number(MEAN, "mean of " + size(), Unit.SHARE, Better.HIGHER);
    }

    private Quantity error() {
        return Quantity.number("mean_corruption_error", "mCE of " + size(), RATIO, Better.LOWER);
    }

    private Quantity relative() {
        return Quantity.number("relative_mean_corruption_error", "relative mCE of " + size(), RATIO, Better.LOWER);
    }

    private String size() {
        return shifts(countedShifts().size());
    }

    static String shifts(int count) {
        return count + (count == 1 ? " shift" : " shifts");
    }

    private Stream<String> shifts() {
        return severities.stream().map(each -> each.at().shift()).distinct();
    }

    private List<String> countedShifts() {
        return shifts().filter(counted::contains).toList();
    }

    /** The cells, with these numbers beside what was measured of them. */
    public List<Cell> in(List<Cell> cells) {
        if (severities.isEmpty()) {
            return cells;
        }
        return cells.stream()
                .map(cell -> cell.outcome() instanceof Completed completed
                        ? new Cell(
                                cell.scheme(),
                                cell.seed(),
                                cell.where(),
                                new Completed(completed.series(), numbers(completed, referenceOf(cell, cells))))
                        : cell)
                .toList();
    }

    /** The cell of ce in the same place with the same seed. */
    private Optional<Completed> referenceOf(Cell cell, List<Cell> cells) {
        return cells.stream()
                .filter(each -> reference.isPresent() && each.scheme().equals(reference.get()))
                .filter(each -> each.seed() == cell.seed() && each.where().equals(cell.where()))
                .map(Cell::outcome)
                .filter(Completed.class::isInstance)
                .map(Completed.class::cast)
                .findFirst();
    }

    private Map<String, Double> numbers(Completed cell, Optional<Completed> ce) {
        Map<String, Double> numbers = new HashMap<>(cell.numbers());
        given.forEach((shift, images) -> numbers.put(Quantity.imagesUnder(shift), (double) images));
        List<Double> means = new ArrayList<>();
        for (String shift : shifts().toList()) {
            accuracies(cell, shift).stream().mapToDouble(each -> each).average().ifPresent(mean -> {
                numbers.put(Quantity.shifted(shift).at().number(), mean);
                if (counted.contains(shift)) {
                    means.add(mean);
                }
            });
        }
        if (!means.isEmpty() && means.size() == countedShifts().size()) {
            put(numbers, mean(), means.stream().mapToDouble(each -> each).average());
            ce.ifPresent(other -> {
                put(numbers, error(), against(cell, other, Errors::perErrorOf));
                put(numbers, relative(), against(cell, other, Errors::addedPerErrorAddedTo));
            });
        }
        return numbers;
    }

    private static void put(Map<String, Double> numbers, Quantity quantity, OptionalDouble value) {
        value.ifPresent(number -> numbers.put(quantity.at().number(), number));
    }

    /** The mean over changes; empty where one of them has none. */
    private OptionalDouble against(Completed cell, Completed ce, Comparison comparison) {
        double mean = countedShifts().stream()
                .mapToDouble(shift -> comparison.of(errors(cell, shift), errors(ce, shift)))
                .average()
                .orElse(Double.NaN);
        return Double.isNaN(mean) ? OptionalDouble.empty() : OptionalDouble.of(mean);
    }

    private Errors errors(Completed cell, String shift) {
        List<Double> accuracies = accuracies(cell, shift);
        double clean =
                cell.of(Series.UNCHANGED).map(new Average.ShareRight()::of).orElse(Double.NaN);
        return new Errors(accuracies.stream().mapToDouble(each -> 1 - each).sum(), accuracies.size() * (1 - clean));
    }

    /** By severity; empty where the cell was evaluated without one of them. */
    private List<Double> accuracies(Completed cell, String shift) {
        List<OptionalDouble> found = severities.stream()
                .filter(each -> each.at().shift().equals(shift))
                .map(each -> each.of(cell))
                .toList();
        return found.stream().allMatch(OptionalDouble::isPresent)
                ? found.stream().map(OptionalDouble::getAsDouble).toList()
                : List.of();
    }
}
