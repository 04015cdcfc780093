package io.robusttransfer.worker.cli;

import io.robusttransfer.crds.api.S3;
import io.robusttransfer.crds.api.StoreSpec;
import io.robusttransfer.worker.Failure;
import io.robusttransfer.worker.data.Domains;
import io.robusttransfer.worker.store.Patience;
import io.robusttransfer.worker.store.S3Settings;
import io.robusttransfer.worker.store.Store;
import io.robusttransfer.worker.store.StoreLocation;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The stores that an experiment's s3:// addresses lead to.
 *
 * @param entries of spec.stores
 * @param secrets a folder of folders, one for each secretName; without it the environment's keys serve
 */
record Stores(List<StoreSpec> entries, Optional<Path> secrets, Map<String, String> environment, Patience patience) {
    Stores {
        entries = List.copyOf(entries);
        environment = Map.copyOf(environment);
    }

    /**
     * @param name of the entry that the location leads to, where it is a bucket
     * @param field that says the location
     */
    Store open(StoreLocation location, String name, String field, Consumer<String> notices) {
        return location.open(() -> settings(location, name).forBucketOf(field), patience, notices);
    }

    Domains domains(Path cache, Consumer<String> notices) {
        return new Domains((bucket, name, field) -> open(bucket, name, field, notices), cache);
    }

    private S3Settings settings(StoreLocation location, String name) {
        S3 s3 = entries.stream()
                .filter(entry -> entry.name().equals(name))
                .findFirst()
                .map(StoreSpec::s3)
                .orElseThrow(() -> new Failure.WrongInput(
                        "spec.stores: there is no store '" + name + "', which " + location + " is to be read from"));
        Optional<Path> secret =
                secrets.filter(folder -> s3.secretName() != null).map(folder -> folder.resolve(s3.secretName()));
        return S3Settings.of(name, s3, secret, environment);
    }
}
