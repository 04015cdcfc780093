package io.robusttransfer.worker.train;

import io.robusttransfer.crds.api.BestEpoch;
import io.robusttransfer.crds.api.Training;
import io.robusttransfer.worker.Failure;
import io.robusttransfer.worker.data.Images;
import io.robusttransfer.worker.model.Net;
import io.robusttransfer.worker.model.Trainable;
import io.robusttransfer.worker.random.Streams;
import io.robusttransfer.worker.scheme.Step;
import io.robusttransfer.worker.tensor.Grad;
import io.robusttransfer.worker.tensor.Scope;
import io.robusttransfer.worker.tensor.Tensor;
import io.robusttransfer.worker.tensor.Type;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Trains a network on images by a recipe. A training that is stopped at any step and goes on from its saved state ends
 * with the same bits as one that was not disturbed, on the same hardware. No test image or label is within its reach.
 */
public final class Trainer {
    private static final String OPTIMIZER = "optimizer.";

    private final Recipe recipe;
    private final Images images;
    private final Split split;
    private final Batches batches;

    /** @param images the domain's training part, of which a share may be held out */
    public Trainer(Recipe recipe, Images images) {
        Training training = recipe.training();
        Split split =
                Split.of(images.count(), recipe.validation(), Streams.validationSplit(recipe.seed(), recipe.domain()));
        if (training.checkpoint().choice() instanceof BestEpoch && split.validation().length == 0) {
            throw new Failure.WrongInput("checkpoint.best: no image is held out to choose by; set dataset.validation"
                    + " to a share of the images such as 0.1, or write checkpoint.last");
        }
        if (recipe.scheme().needs().fullBatches() && split.training().length < training.batchSize()) {
            throw new Failure.WrongInput(
                    "training.batchSize: the loss compares " + training.batchSize() + " images at a time, but only "
                            + split.training().length + " are left to train on; write at most "
                            + split.training().length);
        }
        this.recipe = recipe;
        this.images = images;
        this.split = split;
        batches = new Batches(
                split.training().length,
                training.batchSize(),
                recipe.scheme().needs().fullBatches());
    }

    public long steps() {
        return (long) recipe.training().epochs() * batches.stepsPerEpoch();
    }

    /**
     * Changes the net's weights in place.
     *
     * @param net with its first weights
     * @param before the saved state of this very training, where it goes on; its tensors are closed once they are taken over
     * @param stop asked before each step; where it says yes the state is saved and the training returns
     * @param save is given the state after each epoch and at a stop; its tensors are live until it returns
     */
    public TrainingResult train(
            Net net,
            Optional<TrainingState> before,
            BooleanSupplier stop,
            Consumer<TrainingState> save,
            TrainingListener progress) {
        try (Scope scope = Scope.open()) {
            Run run = new Run(net, scope, save, progress);
            before.ifPresent(run::restore);
            return run.toEnd(stop);
        }
    }

    private final class Run {
        /** Its extractor is frozen once where only the head changes. */
        private final Net net;

        private final Scope scope;
        private final Consumer<TrainingState> save;
        private final TrainingListener progress;
        private final BatchLoader loader;
        private final Validation validation;
        private final LearningRate rate;
        private final Map<String, Tensor> changing;
        private final Map<String, Tensor> best = new LinkedHashMap<>();
        private final List<Epoch> history = new ArrayList<>();
        private Optimizer optimizer;
        private Integer bestEpoch;
        private long step;
        private double lossSum;
        private int seen;

        Run(Net given, Scope scope, Consumer<TrainingState> save, TrainingListener progress) {
            Net first = recipe.scheme().needs().cached().isEmpty() ? given : given.copy();
            net = recipe.movesExtractor() ? given : given.frozen();
            this.scope = scope;
            this.save = save;
            this.progress = progress;
            loader = new BatchLoader(recipe, images, split.training(), batches, first);
            validation = new Validation(recipe, images, split.validation(), first);
            Training training = recipe.training();
            rate = new LearningRate(
                    training.schedule().choice(),
                    Optimizer.rate(training.optimizer().choice()),
                    training.epochs(),
                    batches.stepsPerEpoch());
            changing = recipe.movesExtractor() ? net.state() : net.parameters(Trainable.HEAD);
            optimizer = newOptimizer();
        }

        /** An optimizer of the parameters that the present epoch trains; its memory is empty. */
        private Optimizer newOptimizer() {
            return Optimizer.of(
                    recipe.training().optimizer().choice(), net.parameters(recipe.trains(batches.epoch(step))));
        }

        /** First step of the present phase, in which the same parameters are trained. */
        private long phase() {
            int epoch = batches.epoch(step);
            Trainable now = recipe.trains(epoch);
            while (epoch > 0 && recipe.trains(epoch - 1).equals(now)) {
                epoch--;
            }
            return (long) epoch * batches.stepsPerEpoch();
        }

        TrainingResult toEnd(BooleanSupplier stop) {
            while (step < steps()) {
                if (stop.getAsBoolean()) {
                    save.accept(state());
                    return new TrainingResult.Stopped(step);
                }
                if (step == phase() && step > 0) {
                    optimizer = newOptimizer();
                }
                double loss = advance();
                if (!Double.isFinite(loss)) {
                    return new TrainingResult.Diverged(history, step, batches.epoch(step));
                }
                lossSum += loss * batches.size(step);
                seen += batches.size(step);
                step++;
                progress.step(step, steps(), loss);
                if (step % batches.stepsPerEpoch() == 0) {
                    if (!weightsAreFinite()) {
                        return new TrainingResult.Diverged(history, step - 1, batches.epoch(step - 1));
                    }
                    endEpoch();
                }
            }
            if (bestEpoch != null && validation.isWorst(history.get(bestEpoch).validation())) {
                return new TrainingResult.Diverged(history, step - 1, batches.epoch(step - 1));
            }
            best.forEach((name, tensor) -> changing.get(name).assign(tensor));
            return new TrainingResult.Completed(
                    history, best.isEmpty() ? recipe.training().epochs() - 1 : bestEpoch);
        }

        /** One step; returns its loss. */
        private double advance() {
            double[] loss = {0};
            Scope.run(() -> {
                Net live = net.training(recipe.trains(batches.epoch(step)));
                Step now = loader.step(live, step);
                Grad.Result result = Grad.of(() -> recipe.scheme().loss(now), live.leaves());
                Map<String, Tensor> gradients = new LinkedHashMap<>();
                Iterator<Tensor> each = result.gradients().iterator();
                live.parameters().keySet().forEach(name -> gradients.put(name, each.next()));
                loss[0] = result.value().item();
                if (Double.isFinite(loss[0])) {
                    optimizer.step(live.parameters(), gradients, rate.at(step), step - phase());
                    recipe.scheme().afterStep(live.parameters());
                    live.followWeights();
                }
            });
            return loss[0];
        }

        private boolean weightsAreFinite() {
            boolean[] finite = {true};
            Scope.run(() -> changing.values().stream()
                    .filter(tensor -> tensor.type() != Type.INT64)
                    .forEach(tensor ->
                            finite[0] &= Double.isFinite(tensor.abs().max().item())));
            return finite[0];
        }

        private void endEpoch() {
            int epoch = batches.epoch(step - 1);
            Double measured = validation.of(net);
            Epoch record = new Epoch(epoch, lossSum / seen, measured);
            lossSum = 0;
            seen = 0;
            if (competes(epoch)
                    && recipe.training().checkpoint().choice() instanceof BestEpoch
                    && (bestEpoch == null
                            || validation.improves(
                                    measured, history.get(bestEpoch).validation()))) {
                bestEpoch = epoch;
                changing.forEach(this::keepBest);
            }
            history.add(record);
            save.accept(state());
            progress.epoch(record, recipe.training().epochs());
        }

        /** Whether this epoch trains the same parameters as the last one; only those compete. */
        private boolean competes(int epoch) {
            return recipe.trains(epoch).equals(recipe.trains(recipe.training().epochs() - 1));
        }

        private void keepBest(String name, Tensor tensor) {
            if (best.containsKey(name)) {
                best.get(name).assign(tensor);
            } else {
                best.put(name, scope.adopt(tensor.copy()));
            }
        }

        private TrainingState state() {
            Map<String, Tensor> tensors = new LinkedHashMap<>();
            changing.forEach((name, tensor) -> tensors.put("net." + name, tensor));
            optimizer.state().forEach((name, tensor) -> tensors.put(OPTIMIZER + name, tensor));
            best.forEach((name, tensor) -> tensors.put("best." + name, tensor));
            return new TrainingState(new TrainingState.Position(step, lossSum, seen, history, bestEpoch), tensors);
        }

        private void restore(TrainingState saved) {
            TrainingState.Position position = saved.position();
            step = position.step();
            lossSum = position.lossSum();
            seen = position.seen();
            history.addAll(position.history());
            bestEpoch = position.best();
            if (bestEpoch != null) {
                changing.forEach(this::keepBest);
            }
            if (step > phase()) {
                optimizer = newOptimizer();
            }
            state().tensors().forEach((name, tensor) -> {
                if (name.startsWith(OPTIMIZER) && step == phase()) {
                    return;
                }
                Tensor value = saved.tensors().get(name);
                if (value == null) {
                    throw new Failure.WrongInput(
                            "the saved training has no tensor " + name + "; remove its state to start anew");
                }
                tensor.assign(value);
            });
            saved.tensors().values().forEach(Tensor::close);
        }
    }
}
