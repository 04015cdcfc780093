package io.robusttransfer.crds.plan;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.robusttransfer.crds.api.Augmentation;
import io.robusttransfer.crds.api.Fraction;
import java.util.List;

/**
 * What of a dataset a training sees.
 *
 * @param digest SHA-256 of the decoded images and labels
 * @param classes the classes kept, in the order of their new labels; null for all
 * @param samplesPerClass training images kept of each class; null for all
 * @param validation share of the training images held out; null for none
 * @param augment null for none
 */
public record TrainingDomain(
        String digest,
        List<Integer> classes,
        Integer samplesPerClass,
        Fraction validation,
        List<Augmentation> augment) {
    /** Keys random streams: the images and classes, whatever share of them is used and whatever they are called. */
    @JsonIgnore
    public String identity() {
        return classes == null ? digest : digest + classes;
    }
}
