package io.robusttransfer.worker.evaluate;

import io.robusttransfer.crds.api.Measure;
import io.robusttransfer.crds.json.CanonicalJson;
import io.robusttransfer.worker.attack.Attacks;
import io.robusttransfer.worker.attack.Robustness;
import io.robusttransfer.worker.attack.Robustness.Progress;
import io.robusttransfer.worker.data.Images;
import io.robusttransfer.worker.model.Net;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import java.util.function.DoubleConsumer;

/**
 * Reads, head by head, which images stay right at the worst point that an attack finds in a ball. What each batch of each turn of an
 * attack broke is saved, so that a long series goes on where it ended.
 */
record AttackReading(Measure.InBall measure, Subject subject, int batchSize, KeptParts parts, BooleanSupplier stop)
        implements AccuracyReading {
    private static final long BATCHES_IN_A_TURN = 1_000_000;

    @Override
    public boolean take(
            Map<String, Net> heads,
            Map<Column, List<Sample>> before,
            DoubleConsumer progress,
            BiConsumer<String, byte[]> done) {
        for (Map.Entry<String, Net> head : heads.entrySet()) {
            if (stop.getAsBoolean()) {
                return false;
            }
            Optional<boolean[]> broken =
                    broken(head.getKey(), head.getValue(), before.get(Column.clean(head.getKey())), progress);
            if (broken.isEmpty()) {
                return false;
            }
            done.accept(
                    head.getKey(),
                    part(head.getKey(), Map.of(Column.of(head.getKey(), measure), subject.without(broken.get()))));
        }
        return true;
    }

    /** @return empty when it was stopped */
    private Optional<boolean[]> broken(String head, Net net, List<Sample> clean, DoubleConsumer progress) {
        Images images = subject.images(measure.images(subject.images().count()));
        Robustness robustness = new Robustness(Attacks.series(measure, images.classes()), batchSize);
        boolean[] mistakes = Reading.mistakes(clean, images.count());
        KeptParts.Kept kept = parts.of(measure, head);
        double[] share = {0};
        return robustness.broken(net, images, subject.places(), resumed(kept, mistakes), now -> {
            double before = share[0];
            share[0] = robustness.share(now);
            progress.accept(share[0] - before);
            kept.save(now.turn() * BATCHES_IN_A_TURN + now.batches(), CanonicalJson.bytes(now));
            return !stop.getAsBoolean();
        });
    }

    private static Progress resumed(KeptParts.Kept kept, boolean[] mistakes) {
        Optional<byte[]> saved = kept.resume();
        if (saved.isEmpty()) {
            return Progress.start(mistakes);
        }
        try {
            return CanonicalJson.read(saved.get(), Progress.class);
        } catch (IOException e) {
            throw new IllegalStateException("a saved state is checked by its hash", e);
        }
    }
}
