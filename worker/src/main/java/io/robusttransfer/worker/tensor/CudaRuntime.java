package io.robusttransfer.worker.tensor;

import io.robusttransfer.worker.Failure;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** NVIDIA's runtime library, by which DJL counts GPUs. It comes with libtorch, in a folder that the system does not search. */
final class CudaRuntime {
    private static final String NAME = "libcudart.so";
    private static final String SEARCHED = "jna.library.path";

    private CudaRuntime() {}

    /**
     * To be called before DJL counts for the first time.
     *
     * @param links a folder for a link, where the library has a name that is not found
     */
    static void announce(Path libtorch, Path links) {
        beside(libtorch).ifPresent(file -> {
            Path folder = isFound(file) ? file.getParent() : linked(file, links);
            String others = System.getProperty(SEARCHED);
            System.setProperty(SEARCHED, others == null ? folder.toString() : others + File.pathSeparator + folder);
        });
    }

    /** In libtorch's folder, as its archives have it, or where Python's wheels have it. */
    private static Optional<Path> beside(Path libtorch) {
        Stream<Path> wheels = list(libtorch.resolve("../../nvidia")).stream().map(wheel -> wheel.resolve("lib"));
        return Stream.concat(Stream.of(libtorch), wheels)
                .flatMap(folder -> list(folder).stream())
                .filter(file -> file.getFileName().toString().matches("libcudart[-.].*"))
                .min(Comparator.comparing(file -> !isFound(file)));
    }

    /** JNA takes a name with numbers behind it, but none with a hash in it. */
    private static boolean isFound(Path file) {
        return file.getFileName().toString().matches("libcudart\\.so[.0-9]*");
    }

    private static Path linked(Path file, Path links) {
        try {
            Path link = Files.createDirectories(links).resolve(NAME);
            Path made = links.resolve(NAME + "." + ProcessHandle.current().pid());
            Files.createSymbolicLink(made, file.toAbsolutePath());
            Files.move(made, link, StandardCopyOption.ATOMIC_MOVE);
            return links;
        } catch (IOException e) {
            throw new Failure.WrongInput(
                    Natives.CACHE + ": cannot write a link to " + file + " into " + links + " (" + e.getMessage()
                            + "); name a folder that can be written",
                    e);
        }
    }

    private static List<Path> list(Path folder) {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.sorted().toList();
        } catch (IOException e) {
            return List.of();
        }
    }
}
