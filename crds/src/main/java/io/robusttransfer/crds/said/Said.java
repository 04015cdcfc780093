package io.robusttransfer.crds.said;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * What a finished container says: the JSON of its termination message, of which a cluster keeps {@value #MOST_BYTES} bytes.
 *
 * @param problem why it did not do all it should, in a line that names field, value and remedy; null when it did
 * @param planned of a plan Job
 * @param worked of a Job for a list of stages
 * @param reported of a report Job, and of a plan Job that found everything done
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Said(String problem, Planned planned, Worked worked, Reported reported) {
    public static final int MOST_BYTES = 4096;
}
