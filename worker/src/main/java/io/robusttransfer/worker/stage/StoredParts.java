package io.robusttransfer.worker.stage;

import io.robusttransfer.crds.api.Measure;
import io.robusttransfer.crds.json.CanonicalJson;
import io.robusttransfer.crds.plan.Part;
import io.robusttransfer.crds.plan.StageDocument;
import io.robusttransfer.worker.Failure;
import io.robusttransfer.worker.archive.CorruptResult;
import io.robusttransfer.worker.archive.Product;
import io.robusttransfer.worker.archive.Scratch;
import io.robusttransfer.worker.archive.StageManifest;
import io.robusttransfer.worker.archive.StageOutcome;
import io.robusttransfer.worker.archive.StagePlace;
import io.robusttransfer.worker.archive.StageStore;
import io.robusttransfer.worker.evaluate.KeptParts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Keeps the parts of an evaluation in the store. A part that was made from other checkpoints than the present ones is made
 * anew.
 */
final class StoredParts implements KeptParts {
    /** Work of less time than this is not worth the writing of a state. */
    private static final Duration BETWEEN_SAVES = Duration.ofSeconds(10);

    private final StageStore store;
    private final StageDocument.Evaluate document;
    private final Map<String, StageManifest> parents;
    private final Map<String, String> facts;
    private final Workspace workspace;
    private final LongSupplier nanoTime;
    private long saved;

    StoredParts(
            StageStore store,
            StageDocument.Evaluate document,
            Map<String, StageManifest> parents,
            Map<String, String> facts,
            Workspace workspace,
            LongSupplier nanoTime) {
        this.store = store;
        this.document = document;
        this.parents = parents;
        this.facts = facts;
        this.workspace = workspace;
        this.nanoTime = nanoTime;
        this.saved = nanoTime.getAsLong();
    }

    @Override
    public Kept of(Measure measure, String head) {
        return new Stored(Part.of(document, measure, head), EvaluationStage.SAMPLES, "csv.gz");
    }

    @Override
    public Kept examples(Measure.InBall attack, String head) {
        return new Stored(Part.examples(document, attack, head), EvaluationStage.EXAMPLES, "safetensors");
    }

    private Map<String, StageManifest> models(Part part) {
        Map<String, StageManifest> models = new LinkedHashMap<>();
        part.models().forEach(key -> models.put(key, parents.get(key)));
        return models;
    }

    private final class Stored implements Kept {
        private final Part part;
        private final Map<String, StageManifest> models;
        private final StagePlace place;
        private final String kind;
        private final String extension;

        Stored(Part part, String kind, String extension) {
            this.kind = kind;
            this.extension = extension;
            this.part = part;
            this.models = models(part);
            this.place = store.part(part.key());
        }

        @Override
        public Optional<byte[]> find() {
            Optional<StageManifest> manifest = place.present();
            if (manifest.isEmpty() || !store.descends(place, manifest.get(), models)) {
                return Optional.empty();
            }
            try {
                return Optional.of(place.read(manifest.get(), kind));
            } catch (CorruptResult setAside) {
                return Optional.empty();
            }
        }

        @Override
        public void keep(byte[] bytes) {
            place.begin(CanonicalJson.bytes(part));
            place.finish(
                    StageOutcome.COMPLETED,
                    List.of(new Product.Bytes(kind, extension, bytes)),
                    models,
                    facts,
                    Map.of());
        }

        @Override
        public Optional<byte[]> resume() {
            Path file = workspace.file("resume");
            if (scratch().load(file).isEmpty()) {
                return Optional.empty();
            }
            try {
                byte[] progress = Files.readAllBytes(file);
                Files.delete(file);
                return Optional.of(progress);
            } catch (IOException e) {
                throw new Failure.OutOfReach("cannot read " + file + ": " + e.getMessage(), e);
            }
        }

        @Override
        public void save(long step, byte[] progress) {
            long now = nanoTime.getAsLong();
            if (now - saved < BETWEEN_SAVES.toNanos()) {
                return;
            }
            Path file = workspace.file("state");
            try {
                Files.write(file, progress);
                scratch().save(step, file);
                Files.delete(file);
            } catch (IOException e) {
                throw new Failure.OutOfReach(
                        "cannot save the state of a measure to " + file + ": " + e.getMessage(), e);
            }
            saved = nanoTime.getAsLong();
        }

        private Scratch scratch() {
            return store.scratch(part.key(), models);
        }
    }
}
