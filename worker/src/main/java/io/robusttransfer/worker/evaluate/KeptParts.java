package io.robusttransfer.worker.evaluate;

import io.robusttransfer.crds.api.Measure;
import java.util.Optional;

/** Finished parts of an evaluation: one measure of one head each. */
public interface KeptParts {
    Optional<byte[]> find(Measure measure, String head);

    void keep(Measure measure, String head, byte[] samples);
}
