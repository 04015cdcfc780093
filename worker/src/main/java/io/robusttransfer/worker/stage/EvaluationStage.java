package io.robusttransfer.worker.stage;

import io.robusttransfer.crds.api.Measure;
import io.robusttransfer.crds.json.CanonicalJson;
import io.robusttransfer.crds.plan.ScoredOn;
import io.robusttransfer.crds.plan.Stage;
import io.robusttransfer.crds.plan.StageDocument;
import io.robusttransfer.worker.Failure;
import io.robusttransfer.worker.archive.CorruptResult;
import io.robusttransfer.worker.archive.Product;
import io.robusttransfer.worker.archive.StageManifest;
import io.robusttransfer.worker.archive.StageOutcome;
import io.robusttransfer.worker.archive.StageStore;
import io.robusttransfer.worker.data.Images;
import io.robusttransfer.worker.evaluate.Evaluation;
import io.robusttransfer.worker.evaluate.Examples;
import io.robusttransfer.worker.evaluate.SampleFiles;
import io.robusttransfer.worker.evaluate.ScoredModel;
import io.robusttransfer.worker.evaluate.Subject;
import io.robusttransfer.worker.model.Net;
import io.robusttransfer.worker.random.Streams;
import io.robusttransfer.worker.tensor.Scope;
import io.robusttransfer.worker.tensor.Tensor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/** Evaluates one extractor on one domain with all its heads. It continues after the last finished part. */
public final class EvaluationStage {
    static final String SAMPLES = "samples";
    static final String METRICS = "metrics";
    static final String EXAMPLES = "examples";

    private final StageStore store;
    private final PlannedDomains domains;
    private final Checkpoints checkpoints;
    private final RunEnvironment environment;
    private final Event.Listener listener;
    private final Stop stop;
    private final LongSupplier nanoTime;

    public EvaluationStage(
            StageStore store,
            PlannedDomains domains,
            Checkpoints checkpoints,
            RunEnvironment environment,
            Event.Listener listener,
            Stop stop,
            LongSupplier nanoTime) {
        this.store = store;
        this.domains = domains;
        this.checkpoints = checkpoints;
        this.environment = environment;
        this.listener = listener;
        this.stop = stop;
        this.nanoTime = nanoTime;
    }

    StageManifest perform(Stage stage, StageDocument.Evaluate document, Map<String, StageManifest> parents)
            throws CorruptResult {
        long start = nanoTime.getAsLong();
        Images test = domains.test(document.domain(), document.input());
        int[] order = Streams.evaluatedImages(document.domain().identity()).permutation(test.count());
        int[] places =
                Arrays.copyOf(order, Math.min(test.count(), document.measures().images()));
        Scope scope = Scope.open();
        try (Workspace workspace = Workspace.open()) {
            Map<String, Tensor> trained =
                    checkpoints.tensors(document.source(), parents.get(document.source()), workspace);
            Subject subject = new Subject(
                    heads(document, trained, parents, workspace),
                    domains.headNames(),
                    test.select(places),
                    places,
                    scored(document, trained, parents, workspace),
                    measure -> given(document, measure, test, order));
            StoredParts parts = new StoredParts(store, document, parents, environment.facts(), workspace, nanoTime);
            Optional<Evaluation.Judgement> judgement = new Evaluation(
                            subject,
                            document.measures(),
                            parts,
                            (share, text) -> listener.on(new Event.Advanced(stage.key(), share, text)),
                            stop::requested)
                    .run();
            if (judgement.isEmpty()) {
                throw new Failure.Stopped("finished measures are kept");
            }
            List<Product> products = new ArrayList<>(List.of(
                    new Product.Bytes(
                            SAMPLES, "csv.gz", SampleFiles.write(judgement.get().outcomes())),
                    new Product.Bytes(
                            METRICS,
                            "json",
                            CanonicalJson.bytes(Map.of("heads", judgement.get().figures())))));
            if (document.measures().examples() != null) {
                Measure.InBall attack = document.measures().examples();
                listener.on(new Event.Advanced(
                        stage.key(), 1, "images under " + attack.title() + " at " + attack.epsilon()));
                byte[] examples = new Examples(attack, subject, parts)
                        .file(stop::requested)
                        .orElseThrow(() -> new Failure.Stopped("finished measures are kept"));
                products.add(new Product.Bytes(EXAMPLES, "safetensors", examples));
            }
            double seconds = Duration.ofNanos(nanoTime.getAsLong() - start).toMillis() / 1000.0;
            return store.stage(stage.key())
                    .finish(StageOutcome.COMPLETED, products, parents, environment.facts(), Map.of("total", seconds))
                    .manifest();
        } finally {
            scope.close();
        }
    }

    /** The source model with its own head, and the images of the target; null where no score is asked for. */
    private ScoredModel scored(
            StageDocument.Evaluate document,
            Map<String, Tensor> trained,
            Map<String, StageManifest> parents,
            Workspace workspace)
            throws CorruptResult {
        ScoredOn on = document.scoredOn();
        if (on == null) {
            return null;
        }
        Map<String, Tensor> head =
                on.head() == null ? Map.of() : checkpoints.tensors(on.head(), parents.get(on.head()), workspace);
        Images all = domains.training(on.domain(), document.input(), on.seed() == null ? 0 : on.seed());
        int[] order = Streams.scoredImages(on.domain().identity()).permutation(all.count());
        Images images =
                on.images() == null || on.images() >= all.count() ? all : all.select(Arrays.copyOf(order, on.images()));
        return new ScoredModel(Net.of(document.architecture(), document.input(), overlaid(trained, head)), images);
    }

    /** Where a set has as many images as the test part, with the same labels in the same order, they are taken for the same ones. */
    private Subject.Changed given(
            StageDocument.Evaluate document, Measure.GivenShift measure, Images test, int[] order) {
        Images changed = domains.given(measure, document.domain(), test.classes(), document.input());
        int[] own = Arrays.equals(changed.labels(), test.labels())
                ? order
                : Streams.evaluatedImages(measure.digest()).permutation(changed.count());
        int[] places = Arrays.copyOf(
                own,
                Math.min(changed.count(), measure.images(document.measures().images())));
        return new Subject.Changed(changed.select(places), places);
    }

    private Map<String, Net> heads(
            StageDocument.Evaluate document,
            Map<String, Tensor> trained,
            Map<String, StageManifest> parents,
            Workspace workspace)
            throws CorruptResult {
        Map<String, Net> heads = new LinkedHashMap<>();
        if (document.heads().isEmpty()) {
            heads.put(document.source(), Net.of(document.architecture(), document.input(), trained));
        }
        Optional<Net> shared = Optional.empty();
        for (String head : document.heads()) {
            Map<String, Tensor> fitted = checkpoints.tensors(head, parents.get(head), workspace);
            boolean ownExtractor = Net.holdsExtractor(fitted);
            Net net = !ownExtractor && shared.isPresent()
                    ? shared.get().withHead(fitted)
                    : Net.of(document.architecture(), document.input(), overlaid(trained, fitted));
            shared = ownExtractor ? shared : Optional.of(net);
            heads.put(head, net);
        }
        return heads;
    }

    private static Map<String, Tensor> overlaid(Map<String, Tensor> source, Map<String, Tensor> fitted) {
        Map<String, Tensor> state = new LinkedHashMap<>(source);
        state.putAll(fitted);
        return state;
    }
}
