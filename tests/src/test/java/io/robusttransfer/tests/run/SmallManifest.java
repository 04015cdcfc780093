package io.robusttransfer.tests.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A manifest, as small as it can be; each change makes another. */
record SmallManifest(
        String source,
        String target,
        int sourceEpochs,
        int targetEpochs,
        int batchSize,
        String sourceSchemes,
        String heads,
        String attacks) {
    static final String DIGITS = "{uri: \"synthetic://digits?train=200&test=60\"}";
    static final String LETTERS = "{uri: \"synthetic://letters?train=200&test=60\"}";

    /** Two source models, one head each: eight stages. */
    static SmallManifest tiny() {
        return new SmallManifest(
                DIGITS,
                LETTERS,
                2,
                2,
                50,
                "[{name: ce, ce: {}}, {name: ceA, ceA: {steps: 1}}]",
                "[{name: ce, ce: {}}]",
                "[{name: fgsm, fgsm: {epsilons: [\"0.05\"]}}]");
    }

    SmallManifest withSource(String dataset) {
        return new SmallManifest(dataset, target, sourceEpochs, targetEpochs, batchSize, sourceSchemes, heads, attacks);
    }

    SmallManifest withTarget(String dataset) {
        return new SmallManifest(source, dataset, sourceEpochs, targetEpochs, batchSize, sourceSchemes, heads, attacks);
    }

    SmallManifest withEpochs(int onSource, int onTarget) {
        return new SmallManifest(source, target, onSource, onTarget, batchSize, sourceSchemes, heads, attacks);
    }

    SmallManifest withBatchSize(int images) {
        return new SmallManifest(source, target, sourceEpochs, targetEpochs, images, sourceSchemes, heads, attacks);
    }

    SmallManifest withSourceSchemes(String schemes) {
        return new SmallManifest(source, target, sourceEpochs, targetEpochs, batchSize, schemes, heads, attacks);
    }

    SmallManifest withHeads(String schemes) {
        return new SmallManifest(
                source, target, sourceEpochs, targetEpochs, batchSize, sourceSchemes, schemes, attacks);
    }

    SmallManifest withAttacks(String named) {
        return new SmallManifest(source, target, sourceEpochs, targetEpochs, batchSize, sourceSchemes, heads, named);
    }

    /** @param fields of {@code evaluation} beside images and attacks */
    SmallManifest withEvaluation(String fields) {
        return withAttacks(attacks + ", " + fields);
    }

    /** @return the file, as its command line names it */
    String write(Path folder, String name) {
        String text = """
                apiVersion: robusttransfer.io/v1alpha1
                kind: RobustTransferExperiment
                metadata: {name: %s}
                spec:
                  study:
                    seeds: [0]
                    input: {channels: %d, height: 16, width: 16}
                    model: {architecture: small-cnn}
                    threat: {norm: Linf, epsilon: "0.1"}
                    source:
                      dataset: %s
                      training:
                        epochs: %d
                        batchSize: %d
                        optimizer: {adamw: {learningRate: "0.002", weightDecay: "0"}}
                        schedule: {constant: {}}
                      schemes: %s
                    targets:
                    - name: mine
                      dataset: %s
                      training:
                        epochs: %d
                        batchSize: %d
                        optimizer: {adamw: {learningRate: "0.01", weightDecay: "0"}}
                        schedule: {constant: {}}
                      schemes: %s
                    evaluation: {images: 20, attacks: %s}
                  results: {uri: "s3://results/x", store: lab}
                  stores:
                  - {name: lab, s3: {endpoint: "http://127.0.0.1:9", region: eu-1, pathStyle: true, secretName: s3}}
                  execution: {retries: 100}
                """.formatted(
                        name,
                        target.contains("cifar") ? 3 : 1,
                        source,
                        sourceEpochs,
                        batchSize,
                        sourceSchemes,
                        target,
                        targetEpochs,
                        batchSize,
                        heads,
                        attacks);
        try {
            Files.writeString(folder.resolve(name + ".yaml"), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return name + ".yaml";
    }
}
