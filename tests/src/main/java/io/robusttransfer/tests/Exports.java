package io.robusttransfer.tests;

import io.robusttransfer.crds.api.AdamWSpec;
import io.robusttransfer.crds.api.Architecture;
import io.robusttransfer.crds.api.Checkpoint;
import io.robusttransfer.crds.api.Cosine;
import io.robusttransfer.crds.api.Fraction;
import io.robusttransfer.crds.api.Input;
import io.robusttransfer.crds.api.LastEpoch;
import io.robusttransfer.crds.api.Norm;
import io.robusttransfer.crds.api.OptimizerSpec;
import io.robusttransfer.crds.api.ScheduleSpec;
import io.robusttransfer.crds.api.Threat;
import io.robusttransfer.crds.api.Training;
import io.robusttransfer.worker.data.Domain;
import io.robusttransfer.worker.data.Synthetic;
import io.robusttransfer.worker.model.Batch;
import io.robusttransfer.worker.model.Net;
import io.robusttransfer.worker.model.SpectralNorm;
import io.robusttransfer.worker.model.Trainable;
import io.robusttransfer.worker.random.Stream;
import io.robusttransfer.worker.scheme.Ce;
import io.robusttransfer.worker.scheme.Lipschitz;
import io.robusttransfer.worker.scheme.Lora;
import io.robusttransfer.worker.scheme.Neft;
import io.robusttransfer.worker.scheme.Scheme;
import io.robusttransfer.worker.tensor.Safetensors;
import io.robusttransfer.worker.tensor.Scope;
import io.robusttransfer.worker.tensor.Tensor;
import io.robusttransfer.worker.train.Recipe;
import io.robusttransfer.worker.train.Trainer;
import io.robusttransfer.worker.train.TrainingListener;
import io.robusttransfer.worker.train.TrainingResult;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * The Java side of tests/peers/weights.py: trains by a scheme whose layers compute with other weights than the raw ones, on drawn
 * digits or, behind an f trained on them, on drawn letters; writes what a training stage exports, the raw weights, the first f,
 * images and our logits.
 */
record Exports(Architecture architecture, Kind kind) {
    private static final String PURPOSE = "exports";
    private static final Input INPUT = new Input(1, 16, 16);
    private static final int IMAGES = 50;
    private static final double BETA = .8;
    private static final int BLOCKS = 2;
    private static final int RANK = 3;

    enum Kind {
        LIPSCHITZ,
        NEFT,
        LORA
    }

    void export(Path folder) throws IOException {
        Scope scope = Scope.open();
        try {
            Domain digits = domain("digits");
            Net first = first(digits);
            if (kind == Kind.LIPSCHITZ) {
                write(folder, trained(first.copy(), Trainable.ALL, scheme(), digits), first, digits);
                return;
            }
            Net source = trained(first, Trainable.ALL, new Ce(), digits);
            Domain letters = domain("letters");
            Net target = Net.withNewHead(
                    architecture,
                    INPUT,
                    source.copy().exportedExtractor(),
                    letters.classes(),
                    Stream.of(PURPOSE, "new head"));
            write(folder, trained(target, Trainable.HEAD, scheme(), letters), source, letters);
        } finally {
            scope.close();
        }
    }

    private Scheme scheme() {
        return switch (kind) {
            case LIPSCHITZ -> new Lipschitz(SpectralNorm.ofMaps(1), .3);
            case NEFT -> new Neft(BETA, BLOCKS);
            case LORA -> new Lora(RANK);
        };
    }

    private Net first(Domain digits) {
        return Net.initial(
                architecture,
                INPUT,
                digits.classes(),
                new float[] {.3f},
                new float[] {.25f},
                Stream.of(PURPOSE, "f"),
                Stream.of(PURPOSE, "h"));
    }

    private static Net trained(Net first, Trainable usual, Scheme scheme, Domain domain) {
        Net net = first.with(scheme.needs().own(), Stream.of(PURPOSE, "own"));
        Training training = new Training(
                10,
                50,
                OptimizerSpec.of(new AdamWSpec(
                        Fraction.of("0.001"), Fraction.of("0.01"), Fraction.of("0.9"), Fraction.of("0.999"))),
                ScheduleSpec.of(new Cosine()),
                Checkpoint.of(new LastEpoch()));
        Recipe recipe = new Recipe(
                usual, scheme, training, new Threat(Norm.LINF, Fraction.of("0.015")), 0, Set.of(), 0, PURPOSE);
        TrainingResult result = new Trainer(recipe, domain.train())
                .train(net, Optional.empty(), () -> false, state -> {}, TrainingListener.SILENT);
        if (!(result instanceof TrainingResult.Completed)) {
            throw new IllegalStateException(result.toString());
        }
        return net;
    }

    private void write(Path folder, Net net, Net source, Domain domain) throws IOException {
        Map<String, Tensor> exported = new LinkedHashMap<>(net.exportedExtractor());
        exported.putAll(net.exportedHead());
        Map<String, Tensor> raw = new LinkedHashMap<>(net.state());
        raw.keySet().retainAll(exported.keySet());
        Tensor x = Batch.of(domain.test().select(IntStream.range(0, IMAGES).toArray()))
                .x();
        Safetensors.write(
                folder.resolve("checkpoint.safetensors"), exported, Map.of("architecture", architecture.spelling()));
        Safetensors.write(folder.resolve("raw.safetensors"), raw, Map.of());
        Safetensors.write(folder.resolve("source.safetensors"), source.exportedExtractor(), Map.of());
        Safetensors.write(
                folder.resolve("results.safetensors"),
                Map.of("x", x, "logits", net.logits(x)),
                Map.of(
                        "kind", kind.name(),
                        "beta", String.valueOf(BETA),
                        "blocks", String.valueOf(BLOCKS),
                        "rank", String.valueOf(RANK)));
    }

    private static Domain domain(String name) {
        return Synthetic.parse("uri", "synthetic://" + name + "?seed=0&train=1000&test=" + IMAGES)
                .domain();
    }
}
