package io.robusttransfer.worker.stage;

import io.robusttransfer.worker.data.Domain;

/**
 * What a plan and a report need to know of a dataset that was read and found fit for its study.
 *
 * @param digest SHA-256 of the decoded images and labels, all of them
 * @param train images in the training part, of the classes kept
 * @param test images in the test part, of the classes kept
 * @param classes that are kept
 */
public record DatasetFacts(String digest, int train, int test, int classes) {
    /** @param prepared what is kept of {@code whole} */
    public static DatasetFacts of(Domain whole, Domain prepared) {
        return new DatasetFacts(
                whole.digest(), prepared.train().count(), prepared.test().count(), prepared.classes());
    }
}
