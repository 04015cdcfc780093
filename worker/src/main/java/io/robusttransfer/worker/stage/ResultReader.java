package io.robusttransfer.worker.stage;

import com.fasterxml.jackson.databind.JsonNode;
import io.robusttransfer.crds.api.EvaluationAttack;
import io.robusttransfer.crds.api.Fraction;
import io.robusttransfer.crds.api.Measure;
import io.robusttransfer.crds.api.Study;
import io.robusttransfer.crds.json.CanonicalJson;
import io.robusttransfer.crds.plan.Plan;
import io.robusttransfer.crds.plan.Stage;
import io.robusttransfer.crds.plan.StageDocument;
import io.robusttransfer.worker.archive.CorruptResult;
import io.robusttransfer.worker.archive.StageManifest;
import io.robusttransfer.worker.archive.StageOutcome;
import io.robusttransfer.worker.archive.StagePlace;
import io.robusttransfer.worker.archive.StageStore;
import io.robusttransfer.worker.evaluate.Column;
import io.robusttransfer.worker.evaluate.Examples;
import io.robusttransfer.worker.evaluate.Sample;
import io.robusttransfer.worker.evaluate.SampleFiles;
import io.robusttransfer.worker.report.Cell;
import io.robusttransfer.worker.report.EpsilonCurve;
import io.robusttransfer.worker.report.Outcome;
import io.robusttransfer.worker.report.Outcome.Completed;
import io.robusttransfer.worker.report.Outcome.Diverged;
import io.robusttransfer.worker.report.Outcome.Missing;
import io.robusttransfer.worker.report.PerImage;
import io.robusttransfer.worker.report.Pictures;
import io.robusttransfer.worker.report.Series;
import io.robusttransfer.worker.report.Where;
import io.robusttransfer.worker.report.Work;
import io.robusttransfer.worker.report.Work.Spent;
import io.robusttransfer.worker.report.Work.Training;
import io.robusttransfer.worker.tensor.Safetensors;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads the results of a plan's stages for the report. For a cell without results it says why there are none. */
public final class ResultReader {
    private final Plan plan;
    private final StageStore store;
    private final Map<String, StageManifest> done;
    /** Keys of the evaluations that give numbers of the whole model. */
    private final Set<String> numbered;

    private final Map<String, Evaluated> read = new HashMap<>();
    private boolean corrupt;

    /**
     * What an evaluation says.
     *
     * @param samples empty where they are corrupt
     * @param numbers of the whole model, by head and id
     */
    private record Evaluated(Map<Column, List<Sample>> samples, Map<String, Map<String, Double>> numbers) {}

    /** @param done what {@link StageStore#survey} says of the plan's stages */
    public ResultReader(Plan plan, StageStore store, Map<String, StageManifest> done) {
        this.plan = plan;
        this.store = store;
        this.done = done;
        numbered = plan.stages().stream()
                .filter(ResultReader::givesNumbers)
                .map(Stage::key)
                .collect(Collectors.toSet());
    }

    public List<Cell> cells() {
        List<Cell> cells = new ArrayList<>();
        for (Plan.Cell cell : plan.cells()) {
            cells.add(new Cell(cell.source(), cell.seed(), where(cell), outcome(cell)));
        }
        return cells;
    }

    /** How the trainings went, and what every stage took. */
    public Work work() {
        Map<Where, Map<String, Training>> trainings = new LinkedHashMap<>();
        for (Plan.Cell cell : plan.cells()) {
            Where where = where(cell);
            String key = where.equals(Where.SOURCE) ? cell.train() : cell.retrain();
            training(key, cell, where).ifPresent(training -> trainings
                    .computeIfAbsent(where, w -> new LinkedHashMap<>())
                    .put(training.scheme() + " " + training.seed(), training));
        }
        List<Spent> stages = plan.stages().stream()
                .filter(stage -> done.containsKey(stage.key())
                        && done.get(stage.key()).seconds().containsKey("total"))
                .map(stage -> new Spent(
                        stage.document().kind().toString(),
                        stage.title(),
                        done.get(stage.key()).seconds().get("total")))
                .toList();
        return new Work(
                trainings.values().stream()
                        .flatMap(some -> some.values().stream())
                        .toList(),
                stages);
    }

    /**
     * Images as an attack moved them: of the first seed, with each source model's own head and the first head of every target. Results
     * from before images were kept have none.
     */
    public List<Pictures> pictures() {
        int seed = plan.study().seeds().get(0);
        Set<Where> shown = Stream.concat(
                        Stream.of(Where.SOURCE),
                        plan.study().targets().stream()
                                .map(target -> new Where.OnTarget(
                                        target.name(), target.schemes().get(0).name())))
                .collect(Collectors.toSet());
        String attack = plan.study()
                .evaluation()
                .shown(plan.study().threat())
                .map(by -> by.title() + " (" + by.norm().spelling() + ", ε = " + by.epsilon() + ")")
                .orElse("no attack");
        List<Pictures> pictures = new ArrayList<>();
        for (Plan.Cell cell : plan.cells()) {
            if (cell.seed() == seed && shown.contains(where(cell))) {
                pictures(cell, attack).ifPresent(pictures::add);
            }
        }
        return pictures;
    }

    private Optional<Pictures> pictures(Plan.Cell cell, String attack) {
        StageManifest manifest = done.get(cell.evaluate());
        if (manifest == null || !manifest.outputs().containsKey(EvaluationStage.EXAMPLES)) {
            return Optional.empty();
        }
        try {
            Map<String, Safetensors.Numbers> file =
                    Safetensors.numbers(store.stage(cell.evaluate()).read(manifest, EvaluationStage.EXAMPLES));
            String head = cell.headKey();
            return Optional.of(new Pictures(
                    attack,
                    cell.source(),
                    where(cell),
                    file.get(Examples.IMAGES).shape(),
                    file.get(Examples.IMAGES).values(),
                    integers(file.get(Examples.LABELS)),
                    file.get(Examples.moved(head)).values(),
                    integers(file.get(Examples.predicted(head))),
                    integers(file.get(Examples.predictedMoved(head)))));
        } catch (CorruptResult e) {
            corrupt = true;
            return Optional.empty();
        }
    }

    private static int[] integers(Safetensors.Numbers numbers) {
        return Arrays.stream(numbers.values()).mapToInt(value -> (int) value).toArray();
    }

    private static Where where(Plan.Cell cell) {
        return cell.target() == null ? Where.SOURCE : new Where.OnTarget(cell.target(), cell.head());
    }

    private Optional<Training> training(String key, Plan.Cell cell, Where where) {
        StageManifest manifest = done.get(key);
        if (manifest == null) {
            return Optional.empty();
        }
        try {
            List<Work.Epoch> epochs = new ArrayList<>();
            for (JsonNode epoch : CanonicalJson.read(store.stage(key).read(manifest, "metrics"), JsonNode.class)
                    .path("epochs")) {
                epochs.add(new Work.Epoch(
                        epoch.path("loss").asDouble(Double.NaN),
                        epoch.hasNonNull("validation") ? epoch.get("validation").asDouble() : null));
            }
            return Optional.of(new Training(cell.source(), where, cell.seed(), epochs));
        } catch (CorruptResult e) {
            corrupt = true;
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether a result turned out corrupt while it was read, and was set aside. */
    public boolean corrupt() {
        return corrupt;
    }

    /** Kinds of device that the plan's results were computed on. */
    public List<String> devices() {
        return done.values().stream()
                .map(m -> m.environment().get("device"))
                .filter(d -> d != null)
                .distinct()
                .sorted()
                .toList();
    }

    private Outcome outcome(Plan.Cell cell) {
        Optional<Outcome> diverged = diverged(cell.train(), "source training")
                .or(() -> cell.retrain() == null ? Optional.empty() : diverged(cell.retrain(), retraining(cell)));
        if (diverged.isPresent()) {
            return diverged.get();
        }
        StageManifest manifest = done.get(cell.evaluate());
        if (manifest == null) {
            return new Missing(missing(cell));
        }
        Evaluated evaluated = read.computeIfAbsent(cell.evaluate(), key -> evaluated(key, manifest));
        return evaluated.samples().isEmpty()
                ? new Missing("its samples are corrupt; run again")
                : completed(cell, evaluated);
    }

    /** The words for the training of the head. A scheme that trains none has one fitted on the source, which is no target. */
    private static String retraining(Plan.Cell cell) {
        return cell.target() == null ? "fitting the source's head" : "target retraining";
    }

    private String missing(Plan.Cell cell) {
        if (!done.containsKey(cell.train())) {
            return "the source model is not trained";
        }
        return cell.retrain() != null && !done.containsKey(cell.retrain())
                ? "the head is not trained"
                : "not evaluated";
    }

    private Optional<Outcome> diverged(String key, String stage) {
        StageManifest manifest = done.get(key);
        if (manifest == null || manifest.outcome() != StageOutcome.DIVERGED) {
            return Optional.empty();
        }
        try {
            JsonNode metrics = CanonicalJson.read(store.stage(key).read(manifest, "metrics"), JsonNode.class);
            return Optional.of(
                    new Diverged(stage, metrics.path("divergedAtStep").asLong()));
        } catch (CorruptResult e) {
            corrupt = true;
            return Optional.of(new Missing("the record of its divergence is corrupt; run again"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Evaluated evaluated(String key, StageManifest manifest) {
        try {
            StagePlace place = store.stage(key);
            return new Evaluated(
                    SampleFiles.read(place.read(manifest, EvaluationStage.SAMPLES)),
                    numbered.contains(key) ? numbers(place.read(manifest, EvaluationStage.METRICS)) : Map.of());
        } catch (CorruptResult e) {
            corrupt = true;
            return new Evaluated(Map.of(), Map.of());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean givesNumbers(Stage stage) {
        return stage.document() instanceof StageDocument.Evaluate evaluate
                && evaluate.measures().all().stream()
                        .anyMatch(measure -> !measure.numbers().isEmpty());
    }

    /** By head, then by the number's id. */
    private static Map<String, Map<String, Double>> numbers(byte[] metrics) throws IOException {
        Map<String, Map<String, Double>> byHead = new HashMap<>();
        for (Map.Entry<String, JsonNode> head :
                CanonicalJson.read(metrics, JsonNode.class).path("heads").properties()) {
            Map<String, Double> numbers = new HashMap<>();
            for (JsonNode measure : head.getValue()) {
                measure.path("numbers")
                        .properties()
                        .forEach(number ->
                                numbers.put(number.getKey(), number.getValue().asDouble()));
            }
            byHead.put(head.getKey(), numbers);
        }
        return byHead;
    }

    private Completed completed(Plan.Cell cell, Evaluated evaluated) {
        Map<Column, List<Sample>> samples = evaluated.samples();
        Study study = plan.study();
        String head = cell.headKey();
        Map<Series, PerImage> series = new HashMap<>();
        series.put(Series.CLEAN, perImage(samples.get(Column.of(head, new Measure.Clean()))));
        for (EvaluationAttack named : study.evaluation().attacks()) {
            List<Measure> measures =
                    named.measures(study.threat(), study.evaluation().images());
            List<PerImage> attacked = new ArrayList<>();
            for (int i = 0; i < measures.size(); i++) {
                String epsilon = named.attack().epsilons().get(i).toString();
                attacked.add(perImage(samples.get(Column.of(head, measures.get(i)))));
                series.put(Series.attack(named.name(), epsilon), attacked.get(i));
            }
            if (measures.size() > 1) {
                List<Double> epsilons = named.attack().epsilons().stream()
                        .map(Fraction::toDouble)
                        .toList();
                series.put(
                        Series.curve(named.name()), new EpsilonCurve(epsilons).of(series.get(Series.CLEAN), attacked));
            }
        }
        for (Measure check : study.evaluation().checks()) {
            if (check instanceof Measure.Unbounded unbounded) {
                series.put(Series.UNBOUNDED, perImage(samples.get(Column.of(head, unbounded))));
                series.put(Series.GRADIENTS, perImage(samples.get(Column.gradients(head, unbounded))));
            }
        }
        for (Measure.Draws draws : study.evaluation().draws()) {
            List<Sample> certified = samples.get(Column.of(head, draws));
            series.put(
                    Series.smoothing(draws.sigma().toString()),
                    PerImage.certified(images(certified), right(certified), values(certified)));
        }
        study.evaluation().representations(study.threat()).forEach(each -> representation(head, each, samples, series));
        study.evaluation().anytime().forEach(each -> anytime(head, each, samples, series));
        if (study.evaluation().shifts() != null) {
            // in the order of evaluation, of which a shift sees the first
            List<Sample> clean = samples.get(Column.of(head, new Measure.Clean()));
            Integer first = study.evaluation().shifts().images();
            series.put(
                    Series.UNCHANGED,
                    perImage(clean.subList(0, first == null ? clean.size() : Math.min(first, clean.size()))));
        }
        List<Sample> bounded = samples.get(Column.of(head, new Measure.Lipschitz()));
        if (bounded != null) {
            series.put(Series.LIPSCHITZ, PerImage.certified(images(bounded), right(bounded), values(bounded)));
        }
        return new Completed(series, evaluated.numbers().getOrDefault(head, Map.of()));
    }

    private static void representation(
            String head,
            Measure.Representation attack,
            Map<Column, List<Sample>> samples,
            Map<Series, PerImage> series) {
        Map<Measure.Goal, Column> columns = Map.of(
                Measure.Goal.FEATURES, Column.features(head, attack),
                Measure.Goal.LOGITS, Column.logits(head, attack),
                Measure.Goal.LABEL, Column.of(head, attack));
        columns.forEach((reading, column) -> series.put(
                Series.representation(
                        attack.goal().toString(),
                        reading.toString(),
                        attack.epsilon().toString()),
                perImage(samples.get(column))));
    }

    private static void anytime(
            String head, Measure.Anytime measure, Map<Column, List<Sample>> samples, Map<Series, PerImage> series) {
        String sigma = measure.sigma().toString();
        List<Sample> draws = samples.get(Column.of(head, measure));
        boolean[] all = new boolean[draws.size()];
        Arrays.fill(all, true);
        series.put(Series.draws(sigma), new PerImage(images(draws), all, values(draws)));
        measure.radii()
                .forEach(radius -> series.put(
                        Series.anytime(sigma, radius.toString()),
                        perImage(samples.get(Column.at(head, measure, radius)))));
    }

    private static PerImage perImage(List<Sample> samples) {
        return new PerImage(images(samples), right(samples), values(samples));
    }

    private static int[] images(List<Sample> samples) {
        return samples.stream().mapToInt(Sample::image).toArray();
    }

    private static double[] values(List<Sample> samples) {
        return samples.stream().mapToDouble(Sample::value).toArray();
    }

    private static boolean[] right(List<Sample> samples) {
        boolean[] right = new boolean[samples.size()];
        for (int i = 0; i < right.length; i++) {
            right[i] = samples.get(i).correct();
        }
        return right;
    }
}
