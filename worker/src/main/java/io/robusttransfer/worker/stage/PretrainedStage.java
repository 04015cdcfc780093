package io.robusttransfer.worker.stage;

import io.robusttransfer.crds.api.PretrainedSpec;
import io.robusttransfer.crds.json.CanonicalJson;
import io.robusttransfer.crds.plan.Stage;
import io.robusttransfer.crds.plan.StageDocument;
import io.robusttransfer.crds.plan.TestDomain;
import io.robusttransfer.worker.Failure;
import io.robusttransfer.worker.archive.Product;
import io.robusttransfer.worker.archive.StageManifest;
import io.robusttransfer.worker.archive.StageOutcome;
import io.robusttransfer.worker.archive.StageStore;
import io.robusttransfer.worker.attack.Robustness;
import io.robusttransfer.worker.data.Images;
import io.robusttransfer.worker.model.Batch;
import io.robusttransfer.worker.model.Net;
import io.robusttransfer.worker.tensor.Scope;
import io.robusttransfer.worker.tensor.Tensor;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongSupplier;

/**
 * Takes weights from a file in the place of training them. Where their accuracy on the source's test part is stated, it has to come
 * out, since a wrong normalisation or a wrong order of classes shows in nothing else.
 */
public final class PretrainedStage {
    /** Half a point: what another library's last bits and another resizing may change. */
    private static final double TOLERANCE = .005;

    private static final int BATCH = 256;

    private final StageStore store;
    private final PlannedDomains domains;
    private final PlannedWeights weights;
    private final RunEnvironment environment;
    private final Event.Listener listener;
    private final LongSupplier nanoTime;

    public PretrainedStage(
            StageStore store,
            PlannedDomains domains,
            PlannedWeights weights,
            RunEnvironment environment,
            Event.Listener listener,
            LongSupplier nanoTime) {
        this.store = store;
        this.domains = domains;
        this.weights = weights;
        this.environment = environment;
        this.listener = listener;
        this.nanoTime = nanoTime;
    }

    StageManifest perform(Stage stage, StageDocument.SourceTrain task) {
        long start = nanoTime.getAsLong();
        WeightsFile given = weights.of((PretrainedSpec) task.scheme());
        Images test = domains.test(
                new TestDomain(task.domain().digest(), task.domain().classes()), task.input());
        WeightsFile.Found found = given.find(task.architecture(), task.input(), test.classes());
        found.layout().remarks().forEach(text -> listener.on(new Event.Note(stage.title() + ": " + text)));
        try (Workspace workspace = Workspace.open()) {
            List<Product> products = Scope.value(() -> products(stage, task, given, found, test, workspace));
            double seconds = Duration.ofNanos(nanoTime.getAsLong() - start).toMillis() / 1000.0;
            return store.stage(stage.key())
                    .finish(StageOutcome.COMPLETED, products, Map.of(), environment.facts(), Map.of("total", seconds))
                    .manifest();
        }
    }

    private static List<Product> products(
            Stage stage,
            StageDocument.SourceTrain task,
            WeightsFile given,
            WeightsFile.Found found,
            Images test,
            Workspace workspace) {
        Map<String, Tensor> state = given.state(found);
        Net net = Net.of(task.architecture(), task.input(), state);
        requireFinite(given, net, found.layout().hasHead(), test);
        Map<String, Object> metrics = new TreeMap<>();
        metrics.put("epochs", List.of());
        metrics.put("chosenEpoch", -1);
        if (found.layout().hasHead()) {
            metrics.put("accuracy", reproduced(given, net, test));
        }
        return List.of(
                Checkpoints.product(stage, task.architecture(), state, workspace),
                new Product.Bytes("metrics", "json", CanonicalJson.bytes(metrics)));
    }

    /** Finite weights may still overflow: what is then computed from them has no meaning. */
    private static void requireFinite(WeightsFile given, Net net, boolean head, Images test) {
        Net frozen = net.frozen();
        for (int[] rows : Batch.rows(test.count(), BATCH)) {
            Scope.run(() -> {
                Tensor z = frozen.f(Batch.of(test, rows).x());
                Tensor out = head ? frozen.h(z) : z;
                if (!Double.isFinite(out.abs().max().item())) {
                    throw new Failure.WrongInput(
                            given.field() + ".uri: '" + given.spec().uri() + "': its "
                                    + (head ? "logits" : "features")
                                    + " on the source's test images are not finite: its weights are too large");
                }
            });
        }
    }

    /** The accuracy on all test images, which is the stated one. */
    private static double reproduced(WeightsFile given, Net net, Images test) {
        boolean[] mistakes = Robustness.mistakes(net, test, BATCH);
        int right = 0;
        for (boolean mistake : mistakes) {
            right += mistake ? 0 : 1;
        }
        double accuracy = (double) right / mistakes.length;
        if (given.spec().accuracy() != null
                && Math.abs(accuracy - given.spec().accuracy().toDouble()) > TOLERANCE + 1e-9) {
            throw new Failure.WrongInput(
                    given.field() + ".accuracy: " + given.spec().accuracy() + " is stated, but "
                            + right + " of the source's " + mistakes.length + " test images are right, which is "
                            + "%.4f".formatted(accuracy)
                            + ": is its normalisation another one, are its classes in another order, or were its images of"
                            + " another size?");
        }
        return accuracy;
    }
}
