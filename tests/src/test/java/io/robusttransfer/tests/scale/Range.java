package io.robusttransfer.tests.scale;

/**
 * Where a figure has to be.
 *
 * @param atLeast null for no bound
 * @param atMost null for no bound
 */
record Range(Double atLeast, Double atMost) {
    boolean has(double value) {
        return (atLeast == null || value >= atLeast) && (atMost == null || value <= atMost);
    }

    @Override
    public String toString() {
        if (atLeast == null && atMost == null) {
            return "reported";
        }
        return atLeast == null
                ? "at most " + atMost
                : atMost == null ? "at least " + atLeast : atLeast + " to " + atMost;
    }
}
