package io.robusttransfer.worker.stage;

import io.robusttransfer.crds.api.PretrainedSpec;
import io.robusttransfer.crds.api.SourceScheme;
import io.robusttransfer.crds.api.Study;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The files of weights of a study, by what its stages know of them. */
public final class PlannedWeights {
    private final Study study;
    private final Finder finder;

    /** Brings a file to this machine. */
    @FunctionalInterface
    public interface Finder {
        /** @param field of its address in the manifest */
        Path file(String field, String uri, String store);
    }

    public PlannedWeights(Study study, Finder finder) {
        this.study = study;
        this.finder = finder;
    }

    /** All that the manifest names, in its order, each brought to this machine when it is reached. */
    public Stream<WeightsFile> all() {
        List<SourceScheme> schemes = study.source().schemes();
        return IntStream.range(0, schemes.size())
                .filter(i -> schemes.get(i).scheme() instanceof PretrainedSpec)
                .mapToObj(i -> bring(i, schemes.get(i)));
    }

    /** @param resolved as the stage's document has it, without a place */
    WeightsFile of(PretrainedSpec resolved) {
        List<SourceScheme> schemes = study.source().schemes();
        return IntStream.range(0, schemes.size())
                .filter(i -> schemes.get(i).scheme().resolved(study.threat()).equals(resolved))
                .mapToObj(i -> bring(i, schemes.get(i)))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no scheme of the plan's study is " + resolved));
    }

    private WeightsFile bring(int place, SourceScheme scheme) {
        String field = "spec.study.source.schemes[" + place + "].pretrained";
        PretrainedSpec spec = (PretrainedSpec) scheme.scheme();
        return new WeightsFile(field, spec, finder.file(field + ".uri", spec.uri(), spec.store()));
    }
}
