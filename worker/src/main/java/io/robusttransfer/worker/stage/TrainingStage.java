package io.robusttransfer.worker.stage;

import io.robusttransfer.crds.json.CanonicalJson;
import io.robusttransfer.crds.plan.Stage;
import io.robusttransfer.crds.plan.StageDocument;
import io.robusttransfer.crds.plan.StageKind;
import io.robusttransfer.crds.plan.TrainingDomain;
import io.robusttransfer.worker.Failure;
import io.robusttransfer.worker.archive.CorruptResult;
import io.robusttransfer.worker.archive.Product;
import io.robusttransfer.worker.archive.Scratch;
import io.robusttransfer.worker.archive.StageManifest;
import io.robusttransfer.worker.archive.StageOutcome;
import io.robusttransfer.worker.archive.StageStore;
import io.robusttransfer.worker.data.Images;
import io.robusttransfer.worker.model.Net;
import io.robusttransfer.worker.model.OwnParts;
import io.robusttransfer.worker.model.Trainable;
import io.robusttransfer.worker.random.Streams;
import io.robusttransfer.worker.scheme.Scheme;
import io.robusttransfer.worker.tensor.Scope;
import io.robusttransfer.worker.tensor.Tensor;
import io.robusttransfer.worker.train.Epoch;
import io.robusttransfer.worker.train.Recipe;
import io.robusttransfer.worker.train.Trainer;
import io.robusttransfer.worker.train.TrainingListener;
import io.robusttransfer.worker.train.TrainingResult;
import io.robusttransfer.worker.train.TrainingState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongSupplier;

/** Trains a network on the source, or a new head on a domain. It continues where an earlier attempt stopped. */
public final class TrainingStage {
    private final StageStore store;
    private final PlannedDomains domains;
    private final Checkpoints checkpoints;
    private final RunEnvironment environment;
    private final Event.Listener listener;
    private final Stop stop;
    private final LongSupplier nanoTime;

    public TrainingStage(
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

    StageManifest perform(Stage stage, StageDocument.Train task, Map<String, StageManifest> parents)
            throws CorruptResult {
        long start = nanoTime.getAsLong();
        Images images = domains.training(task.domain(), task.input(), task.seed());
        Scope scope = Scope.open();
        stop.enterSaving();
        try (Workspace workspace = Workspace.open()) {
            Net net = first(task, images, parents, workspace);
            Scratch scratch = store.scratch(stage.key(), parents);
            Optional<TrainingState> before = resume(stage, scratch, workspace);
            TrainingResult result = new Trainer(recipe(task), images)
                    .train(
                            net,
                            before,
                            stop::requested,
                            state -> save(scratch, state, workspace),
                            new Relay(stage.key(), listener));
            return finish(stage, task, net, result, parents, workspace, start);
        } finally {
            scope.close();
            stop.leaveSaving();
        }
    }

    private static Recipe recipe(StageDocument.Train task) {
        TrainingDomain domain = task.domain();
        return new Recipe(
                task.kind() == StageKind.SOURCE_TRAIN ? Trainable.ALL : Trainable.HEAD,
                Scheme.of(task.scheme(), task.threat()),
                task.training(),
                task.threat(),
                domain.validation() == null ? 0 : domain.validation().toDouble(),
                domain.augment() == null ? Set.of() : Set.copyOf(domain.augment()),
                task.seed(),
                domain.identity());
    }

    private Net first(StageDocument.Train task, Images images, Map<String, StageManifest> parents, Workspace workspace)
            throws CorruptResult {
        String domain = task.domain().identity();
        Net net;
        if (task instanceof StageDocument.TargetRetrain retrain) {
            Map<String, Tensor> source = tensors(retrain.source(), parents, workspace);
            net = Net.withNewHead(
                    task.architecture(), task.input(), source, images.classes(), Streams.initialH(task.seed(), domain));
            if (retrain.head() != null) {
                net = net.withHead(tensors(retrain.head(), parents, workspace));
            }
        } else {
            ChannelStatistics statistics = ChannelStatistics.of(images);
            net = Net.initial(
                    task.architecture(),
                    task.input(),
                    images.classes(),
                    statistics.mean(),
                    statistics.deviation(),
                    Streams.initialF(task.seed(), domain),
                    Streams.initialH(task.seed(), domain));
        }
        OwnParts own = recipe(task).scheme().needs().own();
        return net.with(own, Streams.initialProjector(task.seed(), domain));
    }

    private Map<String, Tensor> tensors(String key, Map<String, StageManifest> parents, Workspace workspace)
            throws CorruptResult {
        return checkpoints.tensors(key, parents.get(key), workspace);
    }

    private Optional<TrainingState> resume(Stage stage, Scratch scratch, Workspace workspace) {
        Path file = workspace.file("resume");
        OptionalLong step = scratch.load(file);
        scratch.attempt(environment.host(), step);
        if (step.isEmpty()) {
            return Optional.empty();
        }
        listener.on(new Event.Note(stage.title() + ": resumed from step " + step.getAsLong()));
        try {
            return Optional.of(TrainingState.read(file));
        } catch (IOException e) {
            throw new Failure.OutOfReach("cannot read " + file + ": " + e.getMessage(), e);
        }
    }

    private static void save(Scratch scratch, TrainingState state, Workspace workspace) {
        Path file = workspace.file("state");
        try {
            state.write(file);
            scratch.save(state.position().step(), file);
            Files.delete(file);
        } catch (IOException e) {
            throw new Failure.OutOfReach("cannot save the training's state to " + file + ": " + e.getMessage(), e);
        }
    }

    private StageManifest finish(
            Stage stage,
            StageDocument.Train task,
            Net net,
            TrainingResult result,
            Map<String, StageManifest> parents,
            Workspace workspace,
            long start) {
        if (result instanceof TrainingResult.Stopped stopped) {
            throw new Failure.Stopped("saved at step " + stopped.step());
        }
        Map<String, Object> metrics = new TreeMap<>();
        List<Product> products;
        StageOutcome outcome;
        if (result instanceof TrainingResult.Completed completed) {
            metrics.put("epochs", completed.history());
            metrics.put("chosenEpoch", completed.chosen());
            products = List.of(checkpoint(stage, task, net, workspace), metrics(metrics));
            outcome = StageOutcome.COMPLETED;
        } else {
            TrainingResult.Diverged diverged = (TrainingResult.Diverged) result;
            metrics.put("epochs", diverged.history());
            metrics.put("divergedAtStep", diverged.step());
            metrics.put("divergedInEpoch", diverged.epoch());
            products = List.of(metrics(metrics));
            outcome = StageOutcome.DIVERGED;
        }
        double seconds = Duration.ofNanos(nanoTime.getAsLong() - start).toMillis() / 1000.0;
        return store.stage(stage.key())
                .finish(outcome, products, parents, environment.facts(), Map.of("total", seconds))
                .manifest();
    }

    private static Product metrics(Map<String, Object> metrics) {
        return new Product.Bytes("metrics", "json", CanonicalJson.bytes(metrics));
    }

    /** What was trained: a head alone where its f is its parent's, an f alone where no head was fitted. */
    private static Product checkpoint(Stage stage, StageDocument.Train task, Net net, Workspace workspace) {
        Recipe recipe = recipe(task);
        Map<String, Tensor> state = new LinkedHashMap<>();
        if (recipe.movesExtractor()) {
            state.putAll(net.exportedExtractor());
        }
        if (recipe.fitsHead()) {
            state.putAll(net.exportedHead());
        }
        return Checkpoints.product(stage, task.architecture(), state, workspace);
    }

    /** Turns what the trainer reports into events: one for every epoch, and some between them. */
    private static final class Relay implements TrainingListener {
        private static final int MOST_REPORTS = 200;

        private final String stage;
        private final Event.Listener listener;
        private double share;

        Relay(String stage, Event.Listener listener) {
            this.stage = stage;
            this.listener = listener;
        }

        @Override
        public void step(long done, long all, double loss) {
            double now = (double) done / all;
            if (now - share >= 1.0 / MOST_REPORTS) {
                share = now;
                listener.on(new Event.Advanced(stage, share, null));
            }
        }

        @Override
        public void epoch(Epoch epoch, int all) {
            String validation = epoch.validation() == null ? "" : ", validation %.4f".formatted(epoch.validation());
            listener.on(new Event.Advanced(
                    stage,
                    (epoch.epoch() + 1.0) / all,
                    "epoch %d/%d, loss %.4f%s".formatted(epoch.epoch() + 1, all, epoch.loss(), validation)));
        }
    }
}
