package io.robusttransfer.worker.tensor;

import ai.djl.engine.Engine;
import ai.djl.engine.EngineException;
import io.robusttransfer.worker.Failure;
import java.io.File;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * libtorch's native libraries.
 *
 * @param cache the folder where this program puts its own, and what belongs to others'
 * @param libtorch the folder of a libtorch that is taken instead of the program's own
 */
record Natives(Path cache, Optional<Path> libtorch) {
    static final String CACHE = "DJL_CACHE_DIR";
    private static final String GIVEN = "PYTORCH_LIBRARY_PATH";

    static Natives find() {
        Path cache = setting(CACHE)
                .map(Path::of)
                .orElseGet(() -> folder(
                        Path.of(System.getProperty("user.home")), Path.of(System.getProperty("java.io.tmpdir"))));
        Optional<Path> libtorch = setting(GIVEN).stream()
                .flatMap(folders -> Stream.of(folders.split(File.pathSeparator)))
                .map(Path::of)
                .filter(folder -> Files.exists(folder.resolve(System.mapLibraryName("torch"))))
                .findFirst();
        if (libtorch.isEmpty() && setting(GIVEN).isPresent()) {
            throw new Failure.WrongInput(GIVEN + ": " + setting(GIVEN).get() + " holds no "
                    + System.mapLibraryName("torch") + "; name the folder of a libtorch " + Torch.VERSION
                    + ", or leave it unset for the one that this program brings");
        }
        return new Natives(cache, libtorch);
    }

    /** As DJL reads it. */
    private static Optional<String> setting(String name) {
        String value = System.getenv(name) != null ? System.getenv(name) : System.getProperty(name);
        return Optional.ofNullable(value).filter(text -> !text.isBlank());
    }

    /** The home's .djl.ai if libtorch is there or can be put there, else one of this user's own under the temporary folder. */
    static Path folder(Path home, Path temporary) {
        Path usual = home.resolve(".djl.ai");
        return holdsLibtorch(usual) || canWrite(usual) ? usual : OwnFolder.in(temporary);
    }

    /** Whether they are built for CUDA; none of this program's own are. */
    boolean haveCuda() {
        return libtorch.filter(folder -> Files.exists(folder.resolve(System.mapLibraryName("torch_cuda"))))
                .isPresent();
    }

    Engine load() {
        System.setProperty("ai.djl.offline", "true");
        System.setProperty("OPT_OUT_TRACKING", "true");
        System.setProperty(CACHE, cache.toString());
        return locked();
    }

    /** Two processes that start on an empty cache would remove each other's files: the second waits for the first. */
    private Engine locked() {
        if (!canWrite(cache)) {
            if (holdsLibtorch(cache) || libtorch.isPresent()) {
                return engine();
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
            return engine();
        } catch (IOException e) {
            throw new Failure.WrongInput(CACHE + ": cannot lock " + cache + " (" + e.getMessage() + ")", e);
        }
    }

    private Engine engine() {
        try {
            return Engine.getEngine("PyTorch");
        } catch (EngineException e) {
            Throwable root = e;
            while (root.getCause() != null) {
                root = root.getCause();
            }
            String said = String.valueOf(root.getMessage());
            if (said.contains("libcuda.so") || said.contains("libnvidia")) {
                throw new Failure.OutOfReach(
                        "libtorch is built for CUDA and does not start without NVIDIA's driver, which is not here ("
                                + said
                                + "): run it on a machine with the driver, in a pod that is given a GPU; or name an image for"
                                + " the CPU in spec.worker.image",
                        e);
            }
            throw new Failure.WrongInput(
                    "libtorch does not start from " + libtorch.orElse(cache) + " (" + said + "); "
                            + (libtorch.isPresent()
                                    ? GIVEN + " names the folder of a whole libtorch " + Torch.VERSION
                                            + ", and PYTORCH_VERSION, where it is set, is " + Torch.VERSION
                                    : CACHE + " names a folder with 0.5 GB free, from which programs may be loaded"),
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
