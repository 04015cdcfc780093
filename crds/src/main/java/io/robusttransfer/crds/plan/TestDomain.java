package io.robusttransfer.crds.plan;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.List;

/**
 * What of a dataset an evaluation sees.
 *
 * @param digest SHA-256 of the decoded images and labels
 * @param classes the classes kept, in the order of their new labels; null for all
 */
public record TestDomain(String digest, List<Integer> classes) {
    /** Keys random streams: the images and classes, whatever share of them is used and whatever they are called. */
    @JsonIgnore
    public String identity() {
        return classes == null ? digest : digest + classes;
    }
}
