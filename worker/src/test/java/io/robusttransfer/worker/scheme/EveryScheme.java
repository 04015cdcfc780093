package io.robusttransfer.worker.scheme;

import com.fasterxml.jackson.annotation.JsonTypeName;
import io.fabric8.generator.annotation.Required;
import io.robusttransfer.crds.api.Architecture;
import io.robusttransfer.crds.api.Example;
import io.robusttransfer.crds.api.Fraction;
import io.robusttransfer.crds.api.Norm;
import io.robusttransfer.crds.api.OnlyOn;
import io.robusttransfer.crds.api.SchemeSpec;
import io.robusttransfer.crds.api.SourceScheme;
import io.robusttransfer.crds.api.Study;
import io.robusttransfer.crds.api.TargetScheme;
import io.robusttransfer.crds.api.Threat;
import io.robusttransfer.worker.manifest.ManifestReader;
import io.robusttransfer.worker.model.Trainable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The schemes that a manifest can name, each with its defaults: a new one is tested by what is true of all. */
public final class EveryScheme {
    private static final String MANIFEST = """
            apiVersion: robusttransfer.io/v1alpha1
            kind: RobustTransferExperiment
            metadata: {name: every-scheme}
            spec:
              study:
                seeds: [0]
                input: {channels: 1, height: 8, width: 8}
                model: {architecture: small-cnn}
                threat: {norm: Linf, epsilon: "0.1"}
                source: {dataset: {uri: "synthetic://digits", augment: [crop]}, schemes: [%s]}
                targets:
                - {name: letters, dataset: {uri: "synthetic://letters"}, schemes: [%s]}
                evaluation: {attacks: [{name: pgd, pgd: {epsilons: ["0.1"]}}]}
              results: {uri: "s3://results/here", store: lab}
              stores: [{name: lab, s3: {endpoint: "http://localhost:9000"}}]
            """;

    private EveryScheme() {}

    /** @param usual what its place in a study trains: f and h on the source, h on a target */
    public record Named(String field, Trainable usual, SchemeSpec api) {
        public Scheme scheme() {
            return Scheme.of(api, null);
        }

        /** Whether there is a loss. */
        public boolean learns() {
            return !(scheme() instanceof Untrained || scheme() instanceof Pretrained);
        }

        public boolean trains(Architecture architecture) {
            OnlyOn only = api.getClass().getAnnotation(OnlyOn.class);
            return only == null || List.of(only.value()).contains(architecture);
        }

        @Override
        public String toString() {
            return (usual.extractor() ? "source " : "target ") + field;
        }
    }

    public static Stream<Named> all() {
        Study study = study();
        Threat threat = new Threat(Norm.LINF, Fraction.of("0.1"));
        return Stream.concat(
                study.source().schemes().stream()
                        .map(each -> new Named(
                                each.scheme().field(),
                                Trainable.ALL,
                                each.scheme().resolved(threat))),
                study.targets().get(0).schemes().stream()
                        .map(each -> new Named(
                                each.scheme().field(),
                                Trainable.HEAD,
                                each.scheme().resolved(threat))));
    }

    private static Study study() {
        try {
            Path file = Files.createTempFile("every-scheme", ".yaml");
            Files.writeString(file, MANIFEST.formatted(entries(SourceScheme.class), entries(TargetScheme.class)));
            Study study = new ManifestReader().read(file).getSpec().study();
            Files.delete(file);
            return study;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As in {@code {name: ce, ce: {}}, {name: ceN, ceN: {sigma: "0.25"}}}. */
    private static String entries(Class<?> entry) {
        return schemes(entry).stream()
                .map(type -> {
                    String field = type.getAnnotation(JsonTypeName.class).value();
                    return "{name: " + field + ", " + field + ": " + required(type) + "}";
                })
                .collect(Collectors.joining(", "));
    }

    private static List<Class<?>> schemes(Class<?> entry) {
        return Arrays.stream(entry.getRecordComponents())
                .<Class<?>>map(component -> component.getType())
                .filter(SchemeSpec.class::isAssignableFrom)
                .toList();
    }

    /** What a manifest cannot leave out of it, as in {@code {sigma: "0.25"}}. */
    public static String required(Class<?> type) {
        Example whole = type.getAnnotation(Example.class);
        return whole != null ? whole.value() : requiredFields(type);
    }

    private static String requiredFields(Class<?> type) {
        return Arrays.stream(type.getDeclaredFields())
                .filter(each -> each.isAnnotationPresent(Required.class))
                .map(each -> each.getName() + ": "
                        + each.getAnnotation(Example.class).value())
                .collect(Collectors.joining(", ", "{", "}"));
    }
}
