package io.robusttransfer.worker.cli;

import io.robusttransfer.crds.api.AnytimeSmoothing;
import io.robusttransfer.crds.api.Fraction;
import io.robusttransfer.worker.Failure;
import io.robusttransfer.worker.certify.ConfidenceSequence;
import java.util.OptionalLong;

/** Checks whether radii can be certified by as many draws as are allowed, which takes a logarithm that the API server has not. */
record DecidableRadii(AnytimeSmoothing anytime) {
    private static final String FIELD = "spec.study.evaluation.anytimeSmoothing.";
    private static final int MOST = 10_000_000;

    void require() {
        for (Fraction sigma : anytime.sigmas()) {
            for (Fraction radius : anytime.radii()) {
                OptionalLong least = ConfidenceSequence.at(
                                radius.toDouble(),
                                sigma.toDouble(),
                                anytime.alpha().toDouble())
                        .leastDraws();
                if (least.isEmpty() || least.getAsLong() > anytime.maxSamples()) {
                    throw new Failure.WrongInput(FIELD + "maxSamples: " + anytime.maxSamples()
                            + " draws certify no image at radius "
                            + radius + ", sigma " + sigma + " and alpha " + anytime.alpha() + ", even if all agree: "
                            + remedy(least));
                }
            }
        }
    }

    private static String remedy(OptionalLong least) {
        return least.isPresent() && least.getAsLong() <= MOST
                ? "write maxSamples: " + least.getAsLong() + " or more, or a smaller radius"
                : "no number that is allowed does; write a smaller radius";
    }
}
