package io.robusttransfer.worker.data;

/** A dataset in memory: images to train on and images to evaluate on, of the same shape and classes. */
public record Domain(Images train, Images test) {
    public Domain {
        if (train.height() != test.height()
                || train.width() != test.width()
                || train.channels() != test.channels()
                || train.classes() != test.classes()) {
            throw new IllegalArgumentException("train has " + train + ", test has " + test);
        }
    }

    public int classes() {
        return train.classes();
    }

    /** SHA-256 of the decoded content in lower-case hexadecimals: the same images have the same digest in any file format. */
    public String digest() {
        return Digest.of("images 1", train, test);
    }
}
