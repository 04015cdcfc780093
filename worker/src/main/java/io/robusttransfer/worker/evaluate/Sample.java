package io.robusttransfer.worker.evaluate;

import io.robusttransfer.worker.certify.AnytimeCertificate;
import io.robusttransfer.worker.certify.Votes;
import java.util.Optional;

/**
 * The outcome of one measure on one test image.
 *
 * @param image its place in the domain's test images
 * @param label the true class
 * @param correct whether the prediction is right: as it is, at the worst point an attack found, or certified
 * @param value in the measure's unit, such as a certified L2 radius in pixels of [0,1]; NaN where right or wrong is all
 */
public record Sample(int image, int label, boolean correct, double value) {
    public static Sample of(int image, int label, boolean correct) {
        return new Sample(image, label, correct, Double.NaN);
    }

    /** The votes on one image, from which a certificate is made. */
    record Drawn(int image, int label, Votes votes) {}

    /** What draws that ended when they told say of one image. */
    record Decided(int image, int label, AnytimeCertificate certificate) {
        boolean right() {
            return certificate.label() == label;
        }
    }

    Optional<Double> measured() {
        return Double.isNaN(value) ? Optional.empty() : Optional.of(value);
    }
}
