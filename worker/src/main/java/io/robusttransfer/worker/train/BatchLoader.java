package io.robusttransfer.worker.train;

import io.robusttransfer.worker.augment.Augmenter;
import io.robusttransfer.worker.data.Images;
import io.robusttransfer.worker.model.Batch;
import io.robusttransfer.worker.model.Net;
import io.robusttransfer.worker.noise.Noise;
import io.robusttransfer.worker.random.Streams;
import io.robusttransfer.worker.scheme.Needs;
import io.robusttransfer.worker.scheme.Step;
import io.robusttransfer.worker.tensor.Grad;
import io.robusttransfer.worker.tensor.Scope;
import io.robusttransfer.worker.tensor.Tensor;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Makes the steps of a training from images that it picks and varies, or from features that were computed once. */
final class BatchLoader {
    private static final String FEATURES = "f";

    private final Recipe recipe;
    private final Images images;
    private final int[] rows;
    private final Batches batches;
    private final Net first;
    private final Augmenter augmenter;
    private final Map<String, float[]> computed = new HashMap<>();
    private int orderOf = -1;
    private int[] order;

    /**
     * @param rows of the images that are trained on
     * @param first the net before training, of which cached values are made
     */
    BatchLoader(Recipe recipe, Images images, int[] rows, Batches batches, Net first) {
        this.recipe = recipe;
        this.images = images;
        this.rows = rows;
        this.batches = batches;
        this.first = first;
        augmenter = new Augmenter(recipe.augment());
    }

    /** The step's batch for a net whose leaves are in place, in the present scope. */
    Step step(Net net, long step) {
        int epoch = batches.epoch(step);
        int[] batch = Arrays.copyOfRange(order(epoch), batches.first(step), batches.last(step));
        Step.Clock clock = new Step.Clock(recipe.seed(), step, (double) step / batches.stepsPerEpoch());
        return new Step(net, new Varied(batch, epoch), labels(batch), clock);
    }

    private boolean cachesFeatures(int epoch) {
        return recipe.scheme().needs().cachesFeatures(recipe.trains(epoch).extractor(), augmenter.varies());
    }

    private final class Varied implements Step.Inputs {
        private final int[] batch;
        private final int epoch;
        private final boolean cachesFeatures;
        private final Tensor x;

        Varied(int[] batch, int epoch) {
            this.batch = batch;
            this.epoch = epoch;
            cachesFeatures = cachesFeatures(epoch);
            x = cachesFeatures ? null : varied(0);
        }

        @Override
        public Tensor view(int index) {
            if (recipe.scheme().needs().featuresAlone()) {
                throw new IllegalStateException("this scheme said that it needs features alone, and asks for images");
            }
            return index == 0 ? x : varied(index);
        }

        private Tensor varied(int view) {
            return Batch.of(augmenter.apply(
                            images,
                            batch,
                            kind -> Noise.augmentation(kind, recipe.seed(), recipe.domain(), epoch, batch, view)))
                    .x();
        }

        @Override
        public Tensor features(Net net) {
            return cachesFeatures ? once(FEATURES, net::f, batch) : net.f(x);
        }

        @Override
        public Tensor cached(String name) {
            Needs.PerImage value = recipe.scheme().needs().cached().get(name);
            return augmenter.varies() ? value.of(first, x) : once(name, each -> value.of(first, each), batch);
        }
    }

    private int[] order(int epoch) {
        if (orderOf != epoch) {
            int[] places = Streams.order(recipe.seed(), recipe.domain(), epoch).permutation(rows.length);
            order = Arrays.stream(places).map(place -> rows[place]).toArray();
            orderOf = epoch;
        }
        return order;
    }

    /** These rows of a value of every image, computed for all of them at the first call. */
    private Tensor once(String name, UnaryOperator<Tensor> value, int[] batch) {
        float[] all = computed.computeIfAbsent(name, n -> Grad.off(() -> ofEveryImage(value)));
        int width = all.length / images.count();
        float[] chosen = new float[batch.length * width];
        for (int i = 0; i < batch.length; i++) {
            System.arraycopy(all, batch[i] * width, chosen, i * width, width);
        }
        return Tensor.of(chosen, batch.length, width);
    }

    private float[] ofEveryImage(UnaryOperator<Tensor> value) {
        float[][] all = new float[images.count()][0];
        int width = 0;
        for (int from = 0; from < rows.length; from += batches.size()) {
            int[] some = Arrays.copyOfRange(rows, from, Math.min(rows.length, from + batches.size()));
            float[] z =
                    Scope.value(() -> value.apply(Batch.of(images, some).x()).floats());
            width = z.length / some.length;
            for (int i = 0; i < some.length; i++) {
                all[some[i]] = Arrays.copyOfRange(z, i * width, (i + 1) * width);
            }
        }
        float[] flat = new float[images.count() * width];
        for (int row : rows) {
            System.arraycopy(all[row], 0, flat, row * width, width);
        }
        return flat;
    }

    private Tensor labels(int[] batch) {
        return Tensor.of(
                Arrays.stream(batch).mapToLong(row -> images.labels()[row]).toArray(), batch.length);
    }
}
