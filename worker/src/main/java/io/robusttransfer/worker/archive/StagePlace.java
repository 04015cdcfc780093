package io.robusttransfer.worker.archive;

import io.robusttransfer.crds.json.CanonicalJson;
import io.robusttransfer.worker.Failure;
import io.robusttransfer.worker.store.Store;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** The place of one stage or part in a store: its document, its outputs, and its manifest, which is written last. */
public final class StagePlace {
    static final String DOCUMENT = "stage.json";
    static final String MANIFEST = "manifest.json";

    private static final Pattern KEY = Pattern.compile("[0-9a-f]{64}");
    private static final int TRIES = 3;

    private final StageStore stages;
    private final Store store;
    private final String shelf;
    private final String key;

    StagePlace(StageStore stages, Store store, String shelf, String key) {
        if (!KEY.matcher(key).matches()) {
            throw new IllegalArgumentException("no key: " + key);
        }
        this.stages = stages;
        this.store = store;
        this.shelf = shelf;
        this.key = key;
    }

    /** The manifest that stands, and whether this call wrote it or another writer had done so before. */
    public record Finished(StageManifest manifest, boolean ours) {}

    public String key() {
        return key;
    }

    /**
     * The manifest of what is done here; empty when the work is still to be done. A corrupt result is set aside and counts as
     * that.
     */
    public Optional<StageManifest> present() {
        try {
            return examine();
        } catch (CorruptResult e) {
            stages.setAside(this, e.getMessage());
            return Optional.empty();
        }
    }

    /**
     * Stores the document that says what is to be done here.
     *
     * @param document canonical JSON whose SHA-256 is the key
     */
    public void begin(byte[] document) {
        if (!CanonicalJson.sha256(document).equals(key)) {
            throw new IllegalArgumentException("not the document of " + key);
        }
        if (!store.create(name(DOCUMENT), document)) {
            stages.setAside(this, DOCUMENT + " does not hash to the key");
            store.create(name(DOCUMENT), document);
        }
    }

    /** An output's bytes, after their hash was checked. */
    public byte[] read(StageManifest manifest, String kind) throws CorruptResult {
        StageManifest.Output output = manifest.output(kind);
        byte[] bytes = store.read(name(output.file())).orElse(null);
        if (bytes == null) {
            throw setAside(output.file() + " is missing");
        }
        if (!CanonicalJson.sha256(bytes).equals(output.sha256())) {
            throw setAside(output.file() + " does not hash to its name");
        }
        return bytes;
    }

    /** Copies an output into a file and checks its hash. */
    public void fetch(StageManifest manifest, String kind, Path file) throws CorruptResult {
        StageManifest.Output output = manifest.output(kind);
        if (!store.download(name(output.file()), file)) {
            throw setAside(output.file() + " is missing");
        }
        if (!Product.sha256(file).equals(output.sha256())) {
            try {
                Files.delete(file);
            } catch (IOException e) {
                throw new Failure.OutOfReach("Cannot delete " + file + ": " + e.getMessage(), e);
            }
            throw setAside(output.file() + " does not hash to its name");
        }
    }

    /**
     * Stores the products, then the manifest, then removes the scratch. When another writer was first, its manifest stands.
     *
     * @param parents present manifests of the parents, by key
     */
    public Finished finish(
            StageOutcome outcome,
            List<? extends Product> products,
            Map<String, StageManifest> parents,
            Map<String, String> environment,
            Map<String, Double> seconds) {
        SortedMap<String, String> identities = new TreeMap<>();
        parents.forEach((parent, manifest) -> identities.put(parent, manifest.identity()));
        for (int attempt = 1; ; attempt++) {
            StageManifest manifest = new StageManifest(
                    StageManifest.SCHEMA,
                    key,
                    outcome,
                    put(products),
                    identities,
                    new TreeMap<>(environment),
                    new TreeMap<>(seconds),
                    stages.now().toString());
            if (store.create(name(MANIFEST), Checksummed.bytes(manifest))) {
                stages.scratch(key).clear();
                return new Finished(manifest, true);
            }
            Optional<StageManifest> standing = present();
            if (standing.isPresent()) {
                stages.scratch(key).clear();
                return new Finished(standing.get(), false);
            }
            if (attempt == TRIES) {
                throw new IllegalStateException("another writer spoils " + shown() + " again and again");
            }
        }
    }

    private SortedMap<String, StageManifest.Output> put(List<? extends Product> products) {
        SortedMap<String, StageManifest.Output> outputs = new TreeMap<>();
        for (Product product : products) {
            StageManifest.Output output = product.describe();
            String name = name(output.file());
            boolean there =
                    store.find(name).filter(e -> e.size() == output.bytes()).isPresent();
            if (!there) {
                product.store(store, name);
            }
            outputs.put(product.kind(), output);
        }
        return outputs;
    }

    /** As {@link #present}, but leaves all as it is. */
    Optional<StageManifest> examine() throws CorruptResult {
        Optional<byte[]> document = store.read(name(DOCUMENT));
        if (document.isPresent() && !CanonicalJson.sha256(document.get()).equals(key)) {
            throw new CorruptResult(key, DOCUMENT + " does not hash to the key");
        }
        Optional<byte[]> bytes = store.read(name(MANIFEST));
        if (bytes.isEmpty()) {
            return Optional.empty();
        }
        if (document.isEmpty()) {
            throw new CorruptResult(key, DOCUMENT + " is missing");
        }
        return Optional.of(checked(bytes.get()));
    }

    private StageManifest checked(byte[] bytes) throws CorruptResult {
        StageManifest manifest;
        try {
            manifest = Checksummed.read(bytes, StageManifest.class, shown() + "/" + MANIFEST);
        } catch (Checksummed.Damaged e) {
            throw new CorruptResult(key, MANIFEST + ": " + e.getMessage());
        }
        if (!manifest.key().equals(key)) {
            throw new CorruptResult(key, MANIFEST + " is that of " + manifest.key());
        }
        for (StageManifest.Output output : manifest.outputs().values()) {
            long size = store.find(name(output.file())).map(Store.Entry::size).orElse(-1L);
            if (size < 0) {
                throw new CorruptResult(key, output.file() + " is missing");
            }
            if (size != output.bytes()) {
                throw new CorruptResult(key, output.file() + " has " + size + " bytes, not " + output.bytes());
            }
        }
        return manifest;
    }

    private CorruptResult setAside(String reason) {
        stages.setAside(this, reason);
        return new CorruptResult(key, shown() + ": " + reason);
    }

    String folder() {
        return shelf + "/" + key + "/";
    }

    String shown() {
        return shelf + "/" + key.substring(0, 12) + "…";
    }

    boolean isStage() {
        return shelf.equals(StageStore.STAGES);
    }

    private String name(String file) {
        return folder() + file;
    }
}
