package io.robusttransfer.worker.certify;

import java.util.List;

/**
 * What draws that ended when they told say of one image.
 *
 * @param label the class that the selection draws named
 * @param draws that were used, the selection's among them
 * @param radii in the order in which they were asked for
 */
public record AnytimeCertificate(int label, int draws, List<AtRadius> radii) {
    /** @param draws after which it was decided, or the last was made, without the selection's */
    public record AtRadius(Verdict verdict, int draws) {}

    public AnytimeCertificate {
        radii = List.copyOf(radii);
    }
}
