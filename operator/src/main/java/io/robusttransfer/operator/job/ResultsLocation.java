package io.robusttransfer.operator.job;

import io.robusttransfer.crds.api.ExperimentSpec;
import io.robusttransfer.crds.json.CanonicalJson;
import java.util.List;

/** Where results are kept. Experiments with the same location share their stages. Neither text ends with a slash. */
public record ResultsLocation(String uri, String endpoint) {
    private static final int LABEL_LENGTH = 16;

    public ResultsLocation {
        uri = bare(uri);
        endpoint = bare(endpoint);
    }

    public static ResultsLocation of(ExperimentSpec spec) {
        String name = spec.results().store();
        String endpoint = spec.store(name)
                .orElseThrow(() -> new IllegalArgumentException("spec.results.store: no store " + name))
                .s3()
                .endpoint();
        return new ResultsLocation(spec.results().uri(), endpoint);
    }

    /** The value of {@link JobMetadata#PLACE}. */
    public String label() {
        return CanonicalJson.key(List.of(uri, endpoint)).substring(0, LABEL_LENGTH);
    }

    private static String bare(String text) {
        return text.replaceFirst("/+$", "");
    }
}
