package io.robusttransfer.worker.cli;

import io.robusttransfer.crds.api.StoreSpec;
import io.robusttransfer.worker.data.Domains;
import io.robusttransfer.worker.store.Patience;
import io.robusttransfer.worker.store.StoreLocation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import picocli.CommandLine.Option;

/** The options that say how datasets are reached. */
final class DataOptions {
    @Option(
            names = "--secrets",
            paramLabel = "DIR",
            description =
                    "A folder of folders, one for each secretName of spec.stores, with the files AWS_ACCESS_KEY_ID and"
                            + " AWS_SECRET_ACCESS_KEY (default: the environment's variables of these names).")
    private Path secrets;

    @Option(
            names = "--cache",
            paramLabel = "DIR",
            description = "Where datasets from s3:// are kept on this machine (default: ~/.cache/robust-transfer).")
    private Path cache;

    /** @param stores of the manifest */
    Domains domains(List<StoreSpec> stores, Consumer<String> notices) {
        return new Stores(stores, Optional.ofNullable(secrets), System.getenv(), Patience.standard())
                .domains(cache == null ? defaultCache() : cache, notices);
    }

    static Path defaultCache() {
        Path home = Path.of(System.getProperty("user.home", ""), ".cache");
        Path base = Files.isWritable(home) || Files.isWritable(home.getParent())
                ? home
                : Path.of(System.getProperty("java.io.tmpdir"));
        return base.resolve("robust-transfer");
    }

    /** The options as they are passed to a child process. */
    List<String> arguments() {
        List<String> arguments = new java.util.ArrayList<>();
        if (secrets != null) {
            arguments.addAll(List.of("--secrets", StoreLocation.FILE + secrets));
        }
        if (cache != null) {
            arguments.addAll(List.of("--cache", StoreLocation.FILE + cache));
        }
        return arguments;
    }
}
