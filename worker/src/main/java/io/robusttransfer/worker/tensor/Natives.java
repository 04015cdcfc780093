package io.robusttransfer.worker.tensor;

import ai.djl.engine.Engine;
import ai.djl.engine.EngineException;
import io.robusttransfer.worker.Failure;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;

/** Finds a folder for libtorch's native libraries and loads them from there. */
final class Natives {
    private static final String CACHE = "DJL_CACHE_DIR";

    private Natives() {}

    static Engine load() {
        System.setProperty("ai.djl.offline", "true");
        System.setProperty("OPT_OUT_TRACKING", "true");
        String chosen = System.getenv(CACHE) != null ? System.getenv(CACHE) : System.getProperty(CACHE);
        Path cache = chosen != null && !chosen.isBlank()
                ? Path.of(chosen)
                : folder(Path.of(System.getProperty("user.home")), Path.of(System.getProperty("java.io.tmpdir")));
        System.setProperty(CACHE, cache.toString());
        return locked(cache);
    }

    /** The home's .djl.ai if libtorch is there or can be put there, else the same under the temporary folder. */
    static Path folder(Path home, Path temporary) {
        Path usual = home.resolve(".djl.ai");
        return holdsLibtorch(usual) || canWrite(usual) ? usual : temporary.resolve(".djl.ai");
    }

    /** Two processes that start on an empty cache would remove each other's files: the second waits for the first. */
    private static Engine locked(Path cache) {
        if (!canWrite(cache)) {
            if (holdsLibtorch(cache) || System.getenv("PYTORCH_LIBRARY_PATH") != null) {
                return engine(cache);
            }
            throw new Failure.WrongInput(CACHE + ": libtorch's native libraries (0.5 GB) cannot be written to " + cache
                    + "; name a folder that can be written");
        }
        try (FileChannel file = FileChannel.open(
                        cache.resolve("robust-transfer.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = file.lock()) {
            if (!lock.isValid()) {
                throw new IOException("lock lost");
            }
            return engine(cache);
        } catch (IOException e) {
            throw new Failure.WrongInput(CACHE + ": cannot lock " + cache + " (" + e.getMessage() + ")", e);
        }
    }

    private static Engine engine(Path cache) {
        try {
            return Engine.getEngine("PyTorch");
        } catch (EngineException e) {
            Throwable root = e;
            while (root.getCause() != null) {
                root = root.getCause();
            }
            throw new Failure.WrongInput(
                    "libtorch does not start from " + cache + " (" + root.getMessage() + "); " + CACHE
                            + " names a folder with 0.5 GB free, from which programs may be loaded",
                    e);
        }
    }

    private static boolean canWrite(Path folder) {
        try {
            Files.createDirectories(folder);
            Files.delete(Files.createTempFile(folder, "probe", ""));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean holdsLibtorch(Path cache) {
        try (Stream<Path> versions = Files.list(cache.resolve("pytorch"))) {
            return versions.anyMatch(version -> version.getFileName().toString().startsWith(Torch.VERSION)
                    && List.of("libtorch.so", "libtorch.dylib").stream()
                            .anyMatch(name -> Files.exists(version.resolve(name))));
        } catch (IOException e) {
            return false;
        }
    }
}
