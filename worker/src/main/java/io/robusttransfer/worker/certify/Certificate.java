package io.robusttransfer.worker.certify;

import java.util.OptionalInt;

/**
 * What a certificate says of one image.
 *
 * @param label the class, or none where smoothing abstains
 * @param radius L2, in pixels of [0, 1]; 0 where it abstains
 */
public record Certificate(OptionalInt label, double radius) {
    public static final Certificate ABSTAIN = new Certificate(OptionalInt.empty(), 0);

    public boolean is(int truth) {
        return label.isPresent() && label.getAsInt() == truth;
    }
}
