package io.robusttransfer.worker.cli;

import io.robusttransfer.worker.Failure;
import io.robusttransfer.worker.store.S3Settings;
import io.robusttransfer.worker.store.Store;
import io.robusttransfer.worker.store.StoreLocation;
import java.nio.file.Files;
import java.util.function.Consumer;
import picocli.CommandLine.Option;

/** The option that says where results are kept. */
final class StoreOption {
    @Option(
            names = "--store",
            paramLabel = "DIR|s3://BUCKET/PREFIX",
            defaultValue = "results",
            description = "Where stages and reports are kept (default: ${DEFAULT-VALUE}). For s3:// the environment's"
                    + " AWS_ENDPOINT_URL, AWS_REGION, AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.")
    private String location;

    Store open(Consumer<String> notices) {
        StoreLocation place = StoreLocation.parse(location, "--store");
        if (place instanceof StoreLocation.Folder folder && Files.isRegularFile(folder.folder())) {
            throw new Failure.WrongInput("--store: " + location + " is a file; name a folder, or s3://BUCKET/PREFIX");
        }
        return place.open(() -> S3Settings.fromEnvironment(System.getenv()), notices);
    }

    String location() {
        return location;
    }
}
