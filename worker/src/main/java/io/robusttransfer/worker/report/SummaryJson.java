package io.robusttransfer.worker.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * summary.json, for programs: every field is always there, null where it has no value, and keeps its name within a
 * schema version. Accuracies in [0,1], radii in pixels of [0,1], intervals at 95 %.
 */
final class SummaryJson {
    static final String SCHEMA = "robusttransfer.io/summary/v1";

    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final Results results;
    private final Experiment experiment;

    SummaryJson(Results results) {
        this.results = results;
        this.experiment = results.experiment();
    }

    /**
     * All of it.
     *
     * @param answers one per target
     * @param all those, and those of every head that moves f
     * @param findings answers to the other questions
     */
    String write(List<Answer> answers, List<Answer> all, List<Finding> findings, List<Signs.Sign> signs) {
        ObjectNode root = NODES.objectNode();
        root.put("schema", SCHEMA);
        root.put("experiment", experiment.name());
        // the first target speaks for the experiment where there is room for one
        root.set("answer", answers.isEmpty() ? NODES.nullNode() : answer(answers.get(0)));
        List<Optional<Best>> bests = experiment.domains().stream()
                .map(t -> t.extractors().stream().findFirst().flatMap(first -> Best.of(results, t, first)))
                .toList();
        root.set(
                "best",
                bests.isEmpty() || bests.get(0).isEmpty()
                        ? NODES.nullNode()
                        : best(bests.get(0).get()));
        ArrayNode allAnswers = root.putArray("answers");
        answers.forEach(a -> allAnswers.add(answer(a)));
        ArrayNode allBest = root.putArray("bests");
        bests.forEach(b -> b.ifPresent(x -> allBest.add(best(x))));
        root.set("cells", counts());
        root.set("incomplete", incomplete());
        ArrayNode devices = root.putArray("devices");
        experiment.devices().forEach(devices::add);
        root.set("signs", signs(signs));
        root.set("aggregates", aggregates());
        root.set("retention", retention());
        root.set("transferability", transferability());
        ArrayNode moved = root.putArray("answersMoved");
        all.stream().filter(a -> a.subject().extractor() == Extractor.MOVED).forEach(a -> moved.add(answer(a)));
        ArrayNode bestsMoved = root.putArray("bestsMoved");
        experiment.domains().forEach(t -> Best.of(results, t, Extractor.MOVED).ifPresent(x -> bestsMoved.add(best(x))));
        ArrayNode others = root.putArray("findings");
        findings.forEach(finding -> others.add(finding(finding)));
        try {
            return JSON.writeValueAsString(root) + "\n";
        } catch (JsonProcessingException e) {
            throw new AssertionError("a tree of strings and numbers has a spelling", e);
        }
    }

    private ObjectNode answer(Answer answer) {
        ObjectNode node = NODES.objectNode();
        node.put("target", answer.target());
        node.put("verdict", answer.verdict().name());
        node.put("words", answer.verdict().words());
        node.put("sentence", answer.sentence());
        Optional<Answer.Comparison> c = answer.comparison();
        node.put("statistic", Question.STATISTIC);
        node.put("margin", Verdict.MARGIN);
        node.put("robustScheme", c.map(x -> x.robust().name()).orElse(null));
        node.put("baselineScheme", c.map(x -> x.baseline().name()).orElse(null));
        node.put("head", c.map(x -> x.head().name()).orElse(null));
        node.set("measure", c.map(x -> measure(x.measure())).orElse(null));
        node.put("robustAccuracy", c.map(Answer.Comparison::robustMean).orElse(null));
        node.put("baselineAccuracy", c.map(Answer.Comparison::baselineMean).orElse(null));
        node.set("overSeeds", estimate(c.map(Answer.Comparison::overSeeds)));
        node.set("onTheseModelsOverImages", estimate(c.map(Answer.Comparison::overImages)));
        ArrayNode pairs = node.putArray("pairs");
        c.ifPresent(x -> x.pairs().forEach(p -> pairs.addObject()
                .put("seed", p.seed())
                .put("robust", p.robust())
                .put("baseline", p.baseline())
                .put("difference", p.difference())));
        ArrayNode notes = node.putArray("notes");
        answer.notes().forEach(notes::add);
        node.put("toAdd", answer.toAdd().orElse(null));
        node.put("extractor", answer.subject().extractor().spelling());
        ArrayNode kept = node.putArray("kept");
        c.ifPresent(x -> x.kept().forEach(each -> kept.add(kept(each))));
        return node;
    }

    private ObjectNode kept(Kept kept) {
        Retention there = kept.target();
        ObjectNode node = NODES.objectNode().put("scheme", there.scheme().name());
        node.set("source", estimate(there.sourceRobust()));
        node.set("refit", estimate(kept.refit().flatMap(Retention::targetRobust)));
        node.set("target", estimate(there.targetRobust()));
        node.set("retained", estimate(there.ratio()));
        node.set("retainedByRefit", estimate(kept.refit().flatMap(Retention::ratio)));
        return node.put("chanceOnSource", 1.0 / experiment.classes())
                .put("chanceOnTarget", 1.0 / experiment.classes(there.where()));
    }

    private static ObjectNode finding(Finding finding) {
        ObjectNode node = NODES.objectNode();
        node.put("question", finding.asked().id());
        node.put("target", finding.asked().target());
        node.put("extractor", finding.asked().extractor().spelling());
        node.put("verdict", finding.verdict().name());
        node.put("words", finding.verdict().words());
        node.put("sentence", finding.sentence());
        node.put("statistic", finding.evidence().statistic());
        node.set("margin", number(finding.evidence().margin()));
        node.put("caption", finding.evidence().caption());
        ArrayNode rows = node.putArray("rows");
        finding.rows().forEach(row -> {
            ObjectNode each = rows.addObject().put("words", row.words());
            each.setAll(estimate(Optional.of(row.figure())));
        });
        ArrayNode notes = node.putArray("notes");
        finding.notes().forEach(notes::add);
        node.put("toAdd", finding.toAdd().orElse(null));
        ArrayNode correlations = node.putArray("correlations");
        finding.evidence().plot().filter(Plot.Scatter.class::isInstance).ifPresent(plot -> ((Plot.Scatter) plot)
                .predictors()
                .forEach(predictor -> correlations.add(correlation(predictor))));
        return node;
    }

    private static ObjectNode correlation(Plot.Scatter.Predictor predictor) {
        Optional<Plot.Scatter.Ranks> ranks = predictor.ranks();
        ObjectNode node = NODES.objectNode().put("with", predictor.words());
        node.set("spearman", estimate(ranks.map(Plot.Scatter.Ranks::spearman)));
        node.set("kendall", estimate(ranks.map(Plot.Scatter.Ranks::kendall)));
        node.set("p", number(ranks.map(Plot.Scatter.Ranks::p).orElse(Double.NaN)));
        node.set("pByHolm", number(ranks.map(Plot.Scatter.Ranks::adjusted).orElse(Double.NaN)));
        node.set(
                "partialGivenSourceClean",
                number(ranks.map(Plot.Scatter.Ranks::partial).orElse(Double.NaN)));
        return node;
    }

    /** JSON has no NaN. */
    private static JsonNode number(double value) {
        return Double.isNaN(value) ? NODES.nullNode() : NODES.numberNode(value);
    }

    private ObjectNode best(Best best) {
        ObjectNode node = NODES.objectNode();
        node.put("target", best.target());
        node.put("scheme", best.scheme().name());
        node.put("head", best.head());
        node.put("words", best.words());
        node.set("measure", measure(best.measure()));
        node.set("value", estimate(Optional.of(best.value())));
        node.put("extractor", best.extractor().spelling());
        return node;
    }

    private ObjectNode counts() {
        return NODES.objectNode()
                .put("total", results.cells().size())
                .put("completed", results.count(Outcome.Completed.class::isInstance))
                .put("diverged", results.count(Outcome.Diverged.class::isInstance))
                .put("missing", results.count(Outcome.Missing.class::isInstance));
    }

    private ArrayNode incomplete() {
        ArrayNode list = NODES.arrayNode();
        for (Experiment.Scheme scheme : experiment.schemes()) {
            for (Where where : experiment.places()) {
                for (Long seed : experiment.seeds()) {
                    Outcome outcome = results.outcome(scheme, where, seed);
                    if (!(outcome instanceof Outcome.Completed)) {
                        Map.Entry<String, String> words = Coordinates.words(outcome);
                        list.add(place(scheme, where)
                                .put("seed", seed)
                                .put("outcome", words.getKey())
                                .put("detail", words.getValue()));
                    }
                }
            }
        }
        return list;
    }

    private ArrayNode signs(List<Signs.Sign> signs) {
        ArrayNode list = NODES.arrayNode();
        for (Signs.Sign sign : signs) {
            ObjectNode node = list.addObject().put("sign", sign.id()).put("words", sign.words());
            ArrayNode cells = node.putArray("cells");
            sign.cells()
                    .forEach(seen -> cells.add(place(seen.scheme(), seen.where())
                            .put("seed", seen.seed())
                            .put("figures", seen.figures())));
        }
        return list;
    }

    private ArrayNode aggregates() {
        ArrayNode list = NODES.arrayNode();
        for (Experiment.Scheme scheme : experiment.schemes()) {
            for (Where where : experiment.places()) {
                for (Quantity measure : experiment.measures()) {
                    ObjectNode node = place(scheme, where);
                    node.setAll(measure(measure));
                    node.setAll(estimate(results.estimate(scheme, where, measure)));
                    list.add(node);
                }
            }
        }
        return list;
    }

    private ArrayNode retention() {
        ArrayNode list = NODES.arrayNode();
        for (Quantity measure : experiment.robust()) {
            for (Retention r : Retention.all(results, measure)) {
                ObjectNode node = place(r.scheme(), r.where());
                node.setAll(measure(measure));
                node.setAll(estimate(r.ratio()));
                node.put("why", r.why().isEmpty() ? null : r.why());
                list.add(node);
            }
        }
        return list;
    }

    private ArrayNode transferability() {
        ArrayNode list = NODES.arrayNode();
        Transferability transferability = new Transferability(results);
        for (Experiment.Scheme scheme : experiment.schemes()) {
            for (Experiment.Target target : experiment.targets()) {
                for (Quantity score : transferability.scores()) {
                    ObjectNode node = list.addObject()
                            .put("scheme", scheme.name())
                            .put("schemeKind", scheme.kind())
                            .put("target", target.name());
                    node.setAll(measure(score));
                    node.setAll(estimate(transferability.score(scheme, target, score)));
                }
            }
        }
        return list;
    }

    private ObjectNode place(Experiment.Scheme scheme, Where where) {
        Coordinates.Place place = Coordinates.Place.of(experiment, scheme, where);
        return NODES.objectNode()
                .put("scheme", scheme.name())
                .put("schemeKind", scheme.kind())
                .put("domain", place.domain())
                .put("role", place.role())
                .put("head", place.head())
                .put("headKind", place.headKind())
                .put("extractor", place.extractor());
    }

    private static ObjectNode measure(Quantity measure) {
        Coordinates c = measure.at();
        ObjectNode node = NODES.objectNode().put("measure", c.measure());
        return node.put("attack", orNull(c.attack()))
                .put("norm", orNull(c.norm()))
                .put("epsilon", orNull(c.epsilon()))
                .put("sigma", orNull(c.sigma()))
                .put("radius", c.radius().isEmpty() ? null : Double.valueOf(c.radius()))
                .put("shift", orNull(c.shift()))
                .put("severity", c.severity().isEmpty() ? null : Integer.valueOf(c.severity()))
                .put("unit", measure.unit().words())
                .put("better", measure.better().spelling());
    }

    private static String orNull(String text) {
        return text.isEmpty() ? null : text;
    }

    private static ObjectNode estimate(Optional<Estimate> estimate) {
        return NODES.objectNode()
                .put("mean", estimate.map(Estimate::mean).orElse(null))
                .put(
                        "low",
                        estimate.filter(Estimate::hasInterval)
                                .map(Estimate::low)
                                .orElse(null))
                .put(
                        "high",
                        estimate.filter(Estimate::hasInterval)
                                .map(Estimate::high)
                                .orElse(null))
                .put("n", estimate.map(Estimate::n).orElse(0));
    }
}
