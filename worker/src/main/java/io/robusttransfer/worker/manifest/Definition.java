package io.robusttransfer.worker.manifest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.robusttransfer.crds.api.RobustTransferExperiment;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** The schema that is installed on clusters, as the build packed it. */
final class Definition {
    private static final String FILE = "/io/robusttransfer/crds/robusttransferexperiments.robusttransfer.io.yaml";

    private Definition() {}

    static JsonNode schema() {
        try (InputStream yaml = RobustTransferExperiment.class.getResourceAsStream(FILE)) {
            return new YAMLMapper().readTree(yaml).at("/spec/versions/0/schema/openAPIV3Schema");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
