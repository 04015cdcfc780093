package io.robusttransfer.crds.plan;

import java.util.Arrays;
import java.util.Objects;

/** How the stages of a plan are put into lists, each of which one Job does. A plan keeps the layout that it was made with. */
public enum Layout {
    /** The training of a source model, then all that hangs on that model. */
    BY_MODEL(null),

    /** The training of a source model, then the heads on it, then its evaluations: experiments that share heads need not share those. */
    BY_MODEL_AND_KIND(2);

    /** That of plans made now. */
    public static final Layout CURRENT = BY_MODEL_AND_KIND;

    private final Integer number;

    Layout(Integer number) {
        this.number = number;
    }

    /** As plans have it: null for the first, which they do not name. */
    public Integer number() {
        return number;
    }

    /** @throws IllegalArgumentException for a layout of a later version */
    public static Layout of(Integer number) {
        return Arrays.stream(values())
                .filter(layout -> Objects.equals(layout.number, number))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "layout: " + number + ", this version knows none above " + CURRENT.number));
    }
}
