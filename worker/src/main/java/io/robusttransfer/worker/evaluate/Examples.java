package io.robusttransfer.worker.evaluate;

import io.robusttransfer.crds.api.Measure;
import io.robusttransfer.worker.attack.Attacks;
import io.robusttransfer.worker.attack.Robustness;
import io.robusttransfer.worker.data.Images;
import io.robusttransfer.worker.model.Batch;
import io.robusttransfer.worker.model.Net;
import io.robusttransfer.worker.tensor.Safetensors;
import io.robusttransfer.worker.tensor.Scope;
import io.robusttransfer.worker.tensor.Tensor;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * The first evaluated images as an attack moves them, to be looked at: {@code examples.safetensors}. The attack has the random numbers
 * that it is measured with; what a head's part holds already is not computed again.
 */
public record Examples(Measure.InBall attack, Subject subject, KeptParts parts) {
    /** (N), INT64: places in the domain's test images. */
    public static final String PLACES = "places";
    /** (N), INT64. */
    public static final String LABELS = "labels";
    /** (N, C, H, W), FLOAT32, pixels in [0, 1]. */
    public static final String IMAGES = "images";
    /** Of one head, (N, C, H, W), FLOAT32. */
    private static final String MOVED = "moved";
    /** What one head says of the images, (N), INT64. */
    private static final String PREDICTED = "predicted";
    /** What one head says of them where they were moved to, (N), INT64. */
    private static final String PREDICTED_MOVED = "predictedMoved";

    public static String moved(String head) {
        return MOVED + "." + head;
    }

    public static String predicted(String head) {
        return PREDICTED + "." + head;
    }

    public static String predictedMoved(String head) {
        return PREDICTED_MOVED + "." + head;
    }

    /** @return the file; empty when it was stopped */
    public Optional<byte[]> file(BooleanSupplier stop) {
        return Scope.value(() -> {
            Map<String, Tensor> all = new LinkedHashMap<>();
            for (Map.Entry<String, Net> head : subject.heads().entrySet()) {
                KeptParts.Kept kept = parts.examples(attack, head.getKey());
                Optional<byte[]> part = kept.find();
                if (part.isEmpty()) {
                    part = of(head.getKey(), head.getValue(), stop);
                    part.ifPresent(kept::keep);
                }
                if (part.isEmpty()) {
                    return Optional.empty();
                }
                all.putAll(Safetensors.tensors(part.get()));
            }
            return Optional.of(Safetensors.bytes(all, Map.of()));
        });
    }

    /** The images, and where one head's model lets them be moved to. */
    private Optional<byte[]> of(String head, Net net, BooleanSupplier stop) {
        Images images = subject.images(attack.images(subject.images().count()));
        int count = images.count();
        Batch batch = Batch.of(images);
        Robustness robustness = new Robustness(Attacks.series(attack, images.classes()), count);
        return robustness
                .points(net, images, subject.places(), Robustness.mistakes(net, images, count), stop)
                .map(points -> {
                    long[] places = Arrays.stream(subject.places())
                            .limit(count)
                            .asLongStream()
                            .toArray();
                    Tensor moved = Tensor.of(points, batch.x().shape());
                    Map<String, Tensor> tensors = new LinkedHashMap<>();
                    tensors.put(PLACES, Tensor.of(places, count));
                    tensors.put(LABELS, batch.y());
                    tensors.put(IMAGES, batch.x());
                    tensors.put(moved(head), moved);
                    tensors.put(predicted(head), net.frozen().logits(batch.x()).argMax(1));
                    tensors.put(predictedMoved(head), net.frozen().logits(moved).argMax(1));
                    return Safetensors.bytes(tensors, Map.of());
                });
    }
}
