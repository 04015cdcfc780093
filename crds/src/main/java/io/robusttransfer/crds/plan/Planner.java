package io.robusttransfer.crds.plan;

import io.robusttransfer.crds.api.BestEpoch;
import io.robusttransfer.crds.api.Criterion;
import io.robusttransfer.crds.api.Dataset;
import io.robusttransfer.crds.api.EvaluationSpec;
import io.robusttransfer.crds.api.ExperimentSpec;
import io.robusttransfer.crds.api.FirstHead;
import io.robusttransfer.crds.api.GivenShift;
import io.robusttransfer.crds.api.Measure;
import io.robusttransfer.crds.api.SchemeSpec;
import io.robusttransfer.crds.api.SourceHead;
import io.robusttransfer.crds.api.SourceScheme;
import io.robusttransfer.crds.api.StoreSpec;
import io.robusttransfer.crds.api.Study;
import io.robusttransfer.crds.api.Target;
import io.robusttransfer.crds.api.TargetScheme;
import io.robusttransfer.crds.api.Threat;
import io.robusttransfer.crds.api.Training;
import io.robusttransfer.crds.api.TransferabilitySpec;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Makes a plan from a study, dataset digests and revisions. It is the same on a laptop, in the operator and in its Jobs. */
public final class Planner {
    /** Keys of given sets' digests begin so. */
    public static final String GIVEN = "given/";

    /** The key of the source's digest; a target's is {@link #domain}. */
    public static final String SOURCE = "source";

    private final Study study;
    private final Map<String, String> digests;
    private final Revisions revisions;
    private final Layout layout;
    /** Thousands of evaluations ask for one of a few lists, which may name a hundred measures. */
    private final Map<Asked, Measured> measured = new HashMap<>();

    private final Set<String> keys = new HashSet<>();
    private final List<Stage> stages = new ArrayList<>();
    private final List<List<Integer>> lists = new ArrayList<>();
    private final List<Plan.Cell> cells = new ArrayList<>();

    /**
     * What decides which measures an evaluation has.
     *
     * @param domain of the images
     * @param scheme that trained the f
     */
    private record Asked(String domain, SchemeSpec scheme, boolean scored) {}

    /** @param revisions of what they are measured by, the network among it */
    private record Measured(Measures measures, Map<String, Integer> revisions) {}

    private Planner(Study study, Map<String, String> digests, Revisions revisions, Layout layout) {
        this.study = study;
        this.digests = digests;
        this.revisions = revisions;
        this.layout = layout;
    }

    /**
     * @param digests content digest of each domain's dataset, by {@link #SOURCE}, {@link #domain} and {@link #given}
     * @throws TooManyStages above {@value Plan#MOST_STAGES}
     */
    public static Plan plan(
            String name, ExperimentSpec spec, Map<String, String> digests, Revisions revisions, Layout layout) {
        refuseTooMany(spec.study());
        return new Planner(spec.study(), digests, revisions, layout).plan(name, spec.stores());
    }

    /** Where a target's digest is found. */
    public static String domain(Target target) {
        return target.dataset().sameAs() != null ? SOURCE : "target/" + target.name();
    }

    /** Where the digest of the domain is found that a given set is of. */
    public static String domain(Study study, GivenShift set) {
        return study.targets().stream()
                .filter(target -> target.name().equals(set.domain()))
                .map(Planner::domain)
                .findFirst()
                .orElse(SOURCE);
    }

    /** Where a given set's digest is found. */
    public static String given(GivenShift set) {
        return GIVEN + set.name();
    }

    /** How many stages a study has at most; fewer where entries say the same twice. */
    public static long count(Study study) {
        long onTargets = study.targets().stream().mapToLong(Planner::count).sum();
        return study.seeds().size()
                * study.source().schemes().stream()
                        .mapToLong(scheme -> (scheme.fittedHead().isPresent() ? 3 : 2) + onTargets)
                        .sum();
    }

    /** Heads on one f are evaluated together, one with an f of its own alone. */
    private static long count(Target target) {
        long moved = target.schemes().stream()
                .filter(head -> head.scheme().movesExtractor())
                .count();
        long begun = target.schemes().stream()
                .filter(head -> head.scheme().beginsWith().isPresent())
                .count();
        return begun
                + target.schemes().size()
                + moved
                + (moved < target.schemes().size() ? 1 : 0);
    }

    private static void refuseTooMany(Study study) {
        long count = count(study);
        if (count > Plan.MOST_STAGES) {
            throw new TooManyStages(count);
        }
    }

    private Plan plan(String name, List<StoreSpec> stores) {
        for (SourceScheme scheme : study.source().schemes()) {
            for (int seed : study.seeds()) {
                planModel(scheme, seed);
            }
        }
        return new Plan(StageDocument.SCHEMA, name, study, stores, digests, stages, layout.number(), lists, cells);
    }

    private void planModel(SourceScheme scheme, int seed) {
        String model = scheme.name() + ", seed " + seed;
        Dataset dataset = study.source().dataset();
        int first = stages.size();
        boolean given = scheme.scheme().given();
        String train = add(given ? "take " + scheme.name() : "train " + model, sourceTrain(scheme, seed));
        addList(first, stages.size());

        int hanging = stages.size();
        String head = scheme.fittedHead()
                .map(fitted -> add("fit the head of " + model, sourceHead(fitted, seed, train)))
                .orElse(null);
        String own = add(
                "evaluate " + (given && head == null ? scheme.name() : model),
                evaluate(dataset, SOURCE, scheme.scheme(), train, head == null ? List.of() : List.of(head), null));
        cells.add(new Plan.Cell(scheme.name(), null, null, seed, train, head, own));
        for (Target target : study.targets()) {
            planTarget(target, model, scheme, seed, train, head);
        }
        addLists(hanging);
    }

    /** Of the stages from this place on, which hang on one model. */
    private void addLists(int hanging) {
        int evaluations = stages.size();
        if (layout == Layout.BY_MODEL_AND_KIND) {
            List<Stage> ofModel = stages.subList(hanging, stages.size());
            ofModel.sort(Comparator.comparing(Planner::evaluates));
            evaluations -= (int) ofModel.stream().filter(Planner::evaluates).count();
        }
        addList(hanging, evaluations);
        addList(evaluations, stages.size());
    }

    private static boolean evaluates(Stage stage) {
        return stage.document().kind() == StageKind.EVALUATE;
    }

    private void addList(int from, int to) {
        if (from < to) {
            lists.add(IntStream.range(from, to).boxed().toList());
        }
    }

    /** @param own key of the stage that fitted the source model's own head; null where it was trained with f */
    private void planTarget(Target target, String model, SourceScheme scheme, int seed, String train, String own) {
        Dataset dataset = target.dataset().resolved(study.source().dataset());
        String place = model + " on " + target.name();
        Map<TargetScheme, String> heads = new LinkedHashMap<>();
        for (TargetScheme head : startingFirst(target.schemes())) {
            String title = "retrain " + place + " by " + head.name();
            String first = head.scheme()
                    .beginsWith()
                    .map(begun -> add(title + ": the first head", firstHead(target, dataset, begun, seed, train)))
                    .orElse(null);
            heads.put(head, add(title, targetRetrain(target, dataset, head, seed, train, first)));
        }
        List<String> onOneExtractor = heads.entrySet().stream()
                .filter(head -> !head.getKey().scheme().movesExtractor())
                .map(Map.Entry::getValue)
                .distinct()
                .sorted()
                .toList();
        target.schemes().forEach(head -> {
            String key = heads.get(head);
            boolean moved = head.scheme().movesExtractor();
            String evaluate = add(
                    "evaluate " + place + (moved ? " by " + head.name() : ""),
                    moved
                            ? evaluate(dataset, domain(target), head.scheme(), train, List.of(key), null)
                            : evaluate(
                                    dataset,
                                    domain(target),
                                    scheme.scheme(),
                                    train,
                                    onOneExtractor,
                                    scoredOn(target, dataset, seed, own)));
            cells.add(new Plan.Cell(scheme.name(), target.name(), head.name(), seed, train, key, evaluate));
        });
    }

    /** Schemes that go on from another's head come last, so that a stage that both have is called by the other's name. */
    private static List<TargetScheme> startingFirst(List<TargetScheme> schemes) {
        return schemes.stream()
                .sorted(Comparator.comparing(head -> head.scheme().beginsWith().isPresent()))
                .toList();
    }

    private String add(String title, StageDocument document) {
        Stage stage = Stage.of(title, document);
        if (keys.add(stage.key())) {
            stages.add(stage);
        }
        return stage.key();
    }

    private StageDocument sourceTrain(SourceScheme scheme, int seed) {
        Training training = study.source().training(scheme);
        return new StageDocument.SourceTrain(
                StageDocument.SCHEMA,
                trainingRevisions(scheme.scheme(), training),
                study.input(),
                study.model().architecture(),
                scheme.scheme().given()
                        ? allImages(study.source().dataset())
                        : trainingDomain(study.source().dataset(), SOURCE),
                training,
                judge(training),
                scheme.scheme().resolved(study.threat()),
                scheme.scheme().given() ? 0 : seed);
    }

    private StageDocument targetRetrain(
            Target target, Dataset dataset, TargetScheme scheme, int seed, String source, String first) {
        TrainingDomain domain = trainingDomain(dataset, domain(target));
        return retrain(domain, target.training(scheme), scheme.scheme(), seed, source, first);
    }

    private StageDocument firstHead(Target target, Dataset dataset, FirstHead head, int seed, String source) {
        TrainingDomain domain = trainingDomain(dataset, domain(target));
        return retrain(domain, target.training(head), head.scheme(), seed, source, null);
    }

    /** As retraining on {@code sameAs: source} is: without variation of images, and with none held out. */
    private StageDocument sourceHead(SourceHead head, int seed, String source) {
        Dataset dataset = study.source().dataset();
        return retrain(plainDomain(dataset, SOURCE), head.fullTraining(), head.scheme(), seed, source, null);
    }

    /** Null where no score is asked for. */
    private ScoredOn scoredOn(Target target, Dataset dataset, int seed, String head) {
        TransferabilitySpec asked = study.evaluation().transferability();
        return asked == null
                ? null
                : new ScoredOn(
                        plainDomain(dataset, domain(target)),
                        asked.images(),
                        dataset.samplesPerClass() == null ? null : (long) seed,
                        head);
    }

    private TrainingDomain plainDomain(Dataset dataset, String domain) {
        return new TrainingDomain(
                digest(domain),
                dataset.classes().isEmpty() ? null : dataset.classes(),
                dataset.samplesPerClass(),
                null,
                null);
    }

    private StageDocument retrain(
            TrainingDomain domain, Training training, SchemeSpec scheme, int seed, String source, String first) {
        return new StageDocument.TargetRetrain(
                StageDocument.SCHEMA,
                trainingRevisions(scheme, training),
                study.input(),
                study.model().architecture(),
                domain,
                training,
                judge(training),
                scheme.resolved(study.threat()),
                seed,
                source,
                first);
    }

    /** @param scheme that trained the f */
    private StageDocument evaluate(
            Dataset dataset, String domain, SchemeSpec scheme, String source, List<String> heads, ScoredOn scoredOn) {
        Measured asked = measured.computeIfAbsent(new Asked(domain, scheme, scoredOn != null), this::measured);
        return new StageDocument.Evaluate(
                StageDocument.SCHEMA,
                asked.revisions(),
                study.input(),
                study.model().architecture(),
                new TestDomain(digest(domain), dataset.classes().isEmpty() ? null : dataset.classes()),
                asked.measures(),
                source,
                heads,
                scoredOn);
    }

    private Measured measured(Asked asked) {
        EvaluationSpec evaluation = study.evaluation();
        List<Measure.GivenShift> given = evaluation.given().stream()
                .filter(set -> domain(study, set).equals(asked.domain()))
                .sorted(Comparator.comparing(GivenShift::name))
                .flatMap(set -> evaluation.given(set, digest(given(set))).stream())
                .toList();
        Measures measures = Measures.of(evaluation, study.threat(), asked.scheme(), given, asked.scored());
        Stream<String> algorithms = Stream.concat(
                Stream.of(architecture(), Revisions.PREPARATION),
                measures.all().stream().map(Measure::algorithm));
        return new Measured(measures, revisions.select(algorithms.toArray(String[]::new)));
    }

    private Map<String, Integer> trainingRevisions(SchemeSpec scheme, Training training) {
        List<String> algorithms =
                new ArrayList<>(List.of(architecture(), Revisions.PREPARATION, "training", "scheme/" + scheme.field()));
        scheme.within().forEach(inner -> algorithms.add("scheme/" + inner.field()));
        if (judge(training) != null) {
            algorithms.add(Revisions.ROBUST_CHECKPOINT);
        }
        return revisions.select(algorithms.toArray(String[]::new));
    }

    private String architecture() {
        return Revisions.architecture(study.model().architecture());
    }

    private TrainingDomain trainingDomain(Dataset dataset, String domain) {
        return new TrainingDomain(
                digest(domain),
                dataset.classes().isEmpty() ? null : dataset.classes(),
                dataset.samplesPerClass(),
                dataset.validation() == null || dataset.validation().isZero() ? null : dataset.validation(),
                dataset.augment().isEmpty()
                        ? null
                        : dataset.augment().stream().sorted().distinct().toList());
    }

    /** Of a network that no image trains here. */
    private TrainingDomain allImages(Dataset dataset) {
        return new TrainingDomain(
                digest(SOURCE), dataset.classes().isEmpty() ? null : dataset.classes(), null, null, null);
    }

    private String digest(String domain) {
        String digest = digests.get(domain);
        if (digest == null) {
            throw new IllegalArgumentException("no digest of " + domain);
        }
        return digest;
    }

    /** The threat decides a training's result only where it picks the checkpoint. */
    private Threat judge(Training training) {
        return training.checkpoint().choice() instanceof BestEpoch best && best.measure() == Criterion.ROBUST_ACCURACY
                ? study.threat()
                : null;
    }

    /** A study that no cluster's status could describe. */
    public static final class TooManyStages extends IllegalArgumentException {
        private static final long serialVersionUID = 1;

        TooManyStages(long count) {
            super("spec.study comes to " + count + " stages, at most " + Plan.MOST_STAGES
                    + " are possible: split seeds, schemes or targets over several experiments; stages they share are"
                    + " computed once");
        }
    }
}
