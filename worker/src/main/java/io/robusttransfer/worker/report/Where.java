package io.robusttransfer.worker.report;

/** Which images, through which head. */
public sealed interface Where {
    /** The source's own test images through the head that was trained with f. */
    Where SOURCE = new OnSource();

    record OnSource() implements Where {}

    /** A target's test images through a head that was fitted there. */
    record OnTarget(String target, String head) implements Where {}
}
