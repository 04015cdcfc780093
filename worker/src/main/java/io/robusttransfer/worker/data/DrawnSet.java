package io.robusttransfer.worker.data;

/** A set that this program draws: the test part of what the URI says. */
record DrawnSet(String identity, Synthetic drawn) implements GivenSet {
    @Override
    public Images images() {
        return drawn.domain().test();
    }
}
