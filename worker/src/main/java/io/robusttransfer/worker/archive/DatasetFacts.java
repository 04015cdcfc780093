package io.robusttransfer.worker.archive;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.robusttransfer.crds.api.Fraction;
import io.robusttransfer.worker.data.Domain;
import io.robusttransfer.worker.data.Images;
import io.robusttransfer.worker.data.Oddities;
import java.util.List;

/**
 * Facts about a dataset that was read and found fit for its study, as a plan and a report need them.
 *
 * @param digest SHA-256 of the decoded images and labels, all of them
 * @param train images in the training part, of the classes kept
 * @param test images in the test part, of the classes kept
 * @param classes that are kept
 * @param oddities what a person should know of its images
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record DatasetFacts(String digest, int train, int test, int classes, List<String> oddities) {
    public DatasetFacts {
        oddities = oddities == null ? List.of() : List.copyOf(oddities);
    }

    /** @param prepared what is kept of {@code whole} */
    public static DatasetFacts of(Domain whole, Domain prepared) {
        return new DatasetFacts(
                whole.digest(),
                prepared.train().count(),
                prepared.test().count(),
                prepared.classes(),
                new Oddities(whole).all());
    }

    /**
     * Of a set that has no training part.
     *
     * @param part what is kept of its first severity
     */
    public static DatasetFacts given(Images whole, Images part, List<String> oddities) {
        return new DatasetFacts(whole.digest(), 0, part.count(), part.classes(), oddities);
    }

    /**
     * How many images a training sees.
     *
     * @param samplesPerClass images kept of each class; null for all
     * @param validation share of what is kept that is held out, rounded to the nearest image; null for none
     */
    public int trainingImages(Integer samplesPerClass, Fraction validation) {
        int count = samplesPerClass == null ? train : samplesPerClass * classes;
        return validation == null ? count : count - (int) Math.round(validation.toDouble() * count);
    }
}
