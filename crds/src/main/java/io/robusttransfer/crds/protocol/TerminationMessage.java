package io.robusttransfer.crds.protocol;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The termination message of a container, as JSON; a cluster keeps {@value #MOST_BYTES} bytes of it.
 *
 * @param problem why it did not do all it should, in a line that names field, value and remedy; null when it did
 * @param planned of a plan Job, and of a report Job
 * @param worked of a Job for a list of stages
 * @param reported of a report Job, and of a plan Job that found everything done
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record TerminationMessage(String problem, PlanResult planned, ListResult worked, ReportResult reported) {
    public static final int MOST_BYTES = 4096;

    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    /**
     * Of at most {@value #MOST_BYTES} bytes in UTF-8: all of this where there is room, else less of it, see {@link
     * MessageTruncation}.
     *
     * @param lists the plan's; none where there is no plan
     */
    public String text(List<List<Integer>> lists) {
        return fits(json()) ? json() : new MessageTruncation(lists).of(this).json();
    }

    /** @throws IllegalArgumentException for anything but what {@link #text} gave; fields of later versions are passed over */
    public static TerminationMessage parse(String text) {
        try {
            TerminationMessage said = MAPPER.readValue(text, TerminationMessage.class);
            if (said == null) {
                throw new IllegalArgumentException("the termination message is empty");
            }
            return said;
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("no termination message of a worker: " + e.getOriginalMessage(), e);
        }
    }

    boolean fits() {
        return fits(json());
    }

    private static boolean fits(String json) {
        return json.getBytes(StandardCharsets.UTF_8).length <= MOST_BYTES;
    }

    private String json() {
        try {
            return MAPPER.writeValueAsString(this);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("the termination message cannot be written", e);
        }
    }
}
