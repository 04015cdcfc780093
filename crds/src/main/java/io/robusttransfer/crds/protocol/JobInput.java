package io.robusttransfer.crds.protocol;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.robusttransfer.crds.api.ExperimentSpec;
import io.robusttransfer.crds.api.StoreSpec;
import io.robusttransfer.crds.json.CanonicalJson;
import io.robusttransfer.crds.plan.Layout;
import io.robusttransfer.crds.plan.Plan;
import io.robusttransfer.crds.plan.Planner;
import io.robusttransfer.crds.plan.Revisions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * The input of a Job's container, as the text of an environment variable: canonical JSON, deflated if it is long, since a variable
 * holds 128 KiB and a cluster keeps it once for each Job.
 */
public sealed interface JobInput {
    /** The variable of an {@link ExperimentInput}: for {@code pod plan} and {@code pod report}. */
    String EXPERIMENT = "RT_EXPERIMENT";

    /** The variable of {@link ResultsInput}: for {@code pod list N}, beside the next two. */
    String RESULTS = "RT_RESULTS";

    /** The variable of the plan's name in the place for results, and that of its hash. */
    String PLAN = "RT_PLAN";

    String PLAN_HASH = "RT_PLAN_HASH";

    /** The variable of what to compute on: auto, cpu or cuda. */
    String DEVICE = "RT_DEVICE";

    /** Above this many characters of JSON the text is deflated. */
    int LONG = 16_384;

    /** Above any spec that an API server takes. */
    int MOST_BYTES = 4 << 20;

    record ExperimentInput(String namespace, String name, String uid, ExperimentSpec spec) implements JobInput {
        /**
         * As plan.json in a cluster has it: without {@code spec.stores}, which may change while the plan stays; a Job is told
         * the present ones.
         */
        public Plan plan(Map<String, String> digests, Revisions revisions, Layout layout) {
            ExperimentSpec lasting =
                    new ExperimentSpec(spec.study(), spec.results(), List.of(), spec.execution(), spec.worker());
            return Planner.plan(name, lasting, digests, revisions, layout);
        }

        /** @throws IllegalArgumentException for a text that {@link #text} did not give */
        public static ExperimentInput parse(String text) {
            return JobInput.parse(text, ExperimentInput.class);
        }
    }

    /**
     * Where results are kept, and where datasets are.
     *
     * @param store that the URI leads to
     * @param stores that the datasets' URIs lead to
     */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    record ResultsInput(String uri, StoreSpec store, List<StoreSpec> stores) implements JobInput {
        public ResultsInput {
            stores = stores == null ? List.of() : List.copyOf(stores);
        }

        /** @throws IllegalArgumentException when no store has the name that {@code spec.results.store} says */
        public static ResultsInput of(ExperimentSpec spec) {
            String name = spec.results().store();
            StoreSpec store = spec.store(name)
                    .orElseThrow(() -> new IllegalArgumentException(
                            "spec.results.store: '" + name + "' names no entry of spec.stores: add one of this name"));
            return new ResultsInput(spec.results().uri(), store, spec.stores());
        }

        /** @throws IllegalArgumentException for a text that {@link #text} did not give */
        public static ResultsInput parse(String text) {
            return JobInput.parse(text, ResultsInput.class);
        }
    }

    /** For a variable of a container. */
    default String text() {
        byte[] json = CanonicalJson.bytes(this);
        return json.length <= LONG ? new String(json, StandardCharsets.UTF_8) : DeflateCodec.text(json);
    }

    private static <T> T parse(String text, Class<T> type) {
        byte[] json =
                text.startsWith("{") ? text.getBytes(StandardCharsets.UTF_8) : DeflateCodec.bytes(text, MOST_BYTES);
        try {
            T assignment = CanonicalJson.read(json, type);
            if (assignment == null) {
                throw new IllegalArgumentException("no input of a Job: " + text);
            }
            return assignment;
        } catch (IOException e) {
            throw new IllegalArgumentException("no input of a Job of this version: " + e.getMessage(), e);
        }
    }
}
