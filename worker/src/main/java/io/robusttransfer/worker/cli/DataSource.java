package io.robusttransfer.worker.cli;

import io.robusttransfer.crds.api.Dataset;
import io.robusttransfer.worker.data.Domain;
import io.robusttransfer.worker.data.Synthetic;

/** Brings a dataset of a manifest into memory. */
final class DataSource {
    Domain load(String field, Dataset dataset) {
        return Synthetic.parse(field + ".uri", dataset.uri()).domain();
    }
}
