package io.robusttransfer.crds.plan;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.robusttransfer.crds.api.Fraction;
import io.robusttransfer.crds.api.Norm;

/** One measure of one model, in the smallest piece that is computed and kept by itself: one epsilon, one sigma. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "measure")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Measure.Clean.class, name = "clean"),
    @JsonSubTypes.Type(value = Measure.Fgsm.class, name = "fgsm"),
    @JsonSubTypes.Type(value = Measure.Pgd.class, name = "pgd"),
    @JsonSubTypes.Type(value = Measure.Draws.class, name = "smoothing")
})
public sealed interface Measure {
    /** The algorithm whose revision the result depends on. */
    @JsonIgnore
    String algorithm();

    /** Names this measure in results. */
    @JsonIgnore
    default String key() {
        return CanonicalJson.key(this);
    }

    /** Keys its random numbers, which neither epsilon nor sigma nor the number of draws or restarts changes. */
    @JsonIgnore
    String stream();

    record Clean() implements Measure {
        @Override
        public String algorithm() {
            return "measure/clean";
        }

        @Override
        public String stream() {
            return "clean";
        }
    }

    record Fgsm(Norm norm, Fraction epsilon) implements Measure {
        @Override
        public String algorithm() {
            return "measure/fgsm";
        }

        @Override
        public String stream() {
            return "fgsm/" + norm;
        }
    }

    record Pgd(Norm norm, Fraction epsilon, int steps, Fraction stepSize, int restarts) implements Measure {
        @Override
        public String algorithm() {
            return "measure/pgd";
        }

        @Override
        public String stream() {
            return "pgd/" + norm;
        }
    }

    /** Class counts of f and h under Gaussian noise: {@code selectionSamples} votes, then {@code samples} fresh ones. */
    record Draws(Fraction sigma, int samples, int selectionSamples, int images) implements Measure {
        @Override
        public String algorithm() {
            return "measure/smoothing";
        }

        @Override
        public String stream() {
            return "smoothing";
        }
    }
}
