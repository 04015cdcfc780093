package io.robusttransfer.worker.train;

import io.robusttransfer.worker.data.Images;
import io.robusttransfer.worker.model.Batch;
import io.robusttransfer.worker.model.Net;
import io.robusttransfer.worker.random.Streams;
import io.robusttransfer.worker.scheme.Step;
import io.robusttransfer.worker.tensor.Scope;
import io.robusttransfer.worker.tensor.Tensor;
import java.util.Arrays;

/** Makes the steps of a training: which images, varied how, or their features where those are enough. */
final class Feed {
    private final Recipe recipe;
    private final Images images;
    private final int[] rows;
    private final Augmenter augmenter;
    private int orderOf = -1;
    private int[] order;
    private float[] features;

    /** @param rows of the images that are trained on */
    Feed(Recipe recipe, Images images, int[] rows) {
        this.recipe = recipe;
        this.images = images;
        this.rows = rows;
        augmenter = new Augmenter(recipe.augment());
    }

    /** A last batch of a single image joins the one before it: batch normalisation needs two. */
    int stepsPerEpoch() {
        int full = rows.length / batchSize();
        int rest = rows.length % batchSize();
        return rest == 0 || rest == 1 && full > 0 ? full : full + 1;
    }

    /** Images of a step: the last of an epoch may have fewer, or one more. */
    int size(long step) {
        return last(step) - first(step);
    }

    /** The step's batch for a net whose leaves are in place, in the present scope. */
    Step step(Net net, long step) {
        int epoch = epoch(step);
        var batch = Arrays.copyOfRange(order(epoch), first(step), last(step));
        var clock = new Step.Clock(recipe.seed(), step, (double) step / stepsPerEpoch());
        if (cachesFeatures()) {
            return Step.ofFeatures(net, features(net, batch), labels(batch), clock);
        }
        var varied = Batch.of(augmenter.apply(
                images, batch, row -> Streams.augmentation(recipe.seed(), recipe.domain(), epoch, row)));
        return Step.of(net, varied.x(), varied.y(), clock);
    }

    private boolean cachesFeatures() {
        return recipe.part() == Recipe.Part.HEAD && recipe.scheme().needsOnlyFeatures() && !augmenter.varies();
    }

    int epoch(long step) {
        return Math.toIntExact(step / stepsPerEpoch());
    }

    private int first(long step) {
        return (int) (step % stepsPerEpoch()) * batchSize();
    }

    private int last(long step) {
        boolean ends = (step + 1) % stepsPerEpoch() == 0;
        return ends ? rows.length : first(step) + batchSize();
    }

    private int batchSize() {
        return recipe.training().batchSize();
    }

    private int[] order(int epoch) {
        if (orderOf != epoch) {
            var places = Streams.order(recipe.seed(), recipe.domain(), epoch).permutation(rows.length);
            order = Arrays.stream(places).map(place -> rows[place]).toArray();
            orderOf = epoch;
        }
        return order;
    }

    /** Rows of f(x), computed for all images at the first call. */
    private Tensor features(Net net, int[] batch) {
        int width = net.features();
        if (features == null) {
            features = new float[images.count() * width];
            for (int from = 0; from < rows.length; from += batchSize()) {
                var some = Arrays.copyOfRange(rows, from, Math.min(rows.length, from + batchSize()));
                Scope.run(() -> {
                    var z = net.f(Batch.of(images, some).x()).floats();
                    for (int i = 0; i < some.length; i++) {
                        System.arraycopy(z, i * width, features, some[i] * width, width);
                    }
                });
            }
        }
        var chosen = new float[batch.length * width];
        for (int i = 0; i < batch.length; i++) {
            System.arraycopy(features, batch[i] * width, chosen, i * width, width);
        }
        return Tensor.of(chosen, batch.length, width);
    }

    private Tensor labels(int[] batch) {
        return Tensor.of(
                Arrays.stream(batch).mapToLong(row -> images.labels()[row]).toArray(), batch.length);
    }
}
