package io.robusttransfer.worker.stage;

import io.robusttransfer.worker.data.Domain;

/**
 * What a plan and its checks need to know of a dataset.
 *
 * @param digest SHA-256 of the decoded images and labels
 * @param train images in the training part
 * @param test images in the test part
 */
public record DatasetFacts(String digest, int train, int test, int classes, int channels) {
    public static DatasetFacts of(Domain domain) {
        return new DatasetFacts(
                domain.digest(),
                domain.train().count(),
                domain.test().count(),
                domain.classes(),
                domain.train().channels());
    }
}
