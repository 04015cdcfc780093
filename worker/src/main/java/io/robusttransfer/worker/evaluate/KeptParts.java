package io.robusttransfer.worker.evaluate;

import io.robusttransfer.crds.api.Measure;
import java.util.Optional;

/** The finished parts of an evaluation, one for each measure and head, and where new ones are kept. */
public interface KeptParts {
    Optional<byte[]> find(Measure measure, String head);

    void keep(Measure measure, String head, byte[] samples);
}
