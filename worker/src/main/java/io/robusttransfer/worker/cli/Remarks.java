package io.robusttransfer.worker.cli;

import io.robusttransfer.crds.api.Smoothing;
import io.robusttransfer.crds.api.Study;
import java.util.ArrayList;
import java.util.List;

/** What is not wrong enough to be refused, and yet what a person should know before trusting the results. */
record Remarks(Study study) {
    List<String> all() {
        List<String> all = new ArrayList<>();
        if (study.evaluation().smoothing() != null) {
            smoothing(study.evaluation().smoothing(), all);
        }
        return all;
    }

    private static void smoothing(Smoothing smoothing, List<String> all) {
        if (smoothing.selectionSamples() >= smoothing.samples()) {
            all.add("spec.study.evaluation.smoothing.selectionSamples: " + smoothing.selectionSamples()
                    + " draws choose the class and only " + smoothing.samples()
                    + " bound its radius, so radii are smaller than they need be; samples: "
                    + 100L * smoothing.selectionSamples() + " would be usual");
        }
    }
}
