package io.robusttransfer.worker.data;

import io.robusttransfer.crds.api.DataFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The advice for a dataset that is not in its format, but in one of the layouts that people often have. */
record WayOut(String uri, DataFormat format, DataFolder place) {
    private static final int DEPTH = 3;

    /** The advice; empty where no layout is recognised. */
    Optional<String> remedy() {
        return elsewhere().or(this::python).or(this::packed).or(this::escaped);
    }

    /** Of a packed file in the place of its folder. */
    static String unpacking(String uri) {
        String file = uri.replaceFirst("^file:", "");
        return uri.startsWith("file:") && uri.matches(".*[.](tar|tar[.]gz|tgz)")
                ? "; unpack it: tar -xf '" + file + "', and name the folder that it makes"
                : "";
    }

    /** In a folder below, as downloads and unpacking leave them. */
    private Optional<String> elsewhere() {
        if (!(place instanceof DataFolder.Local local) || !Files.isDirectory(local.folder())) {
            return Optional.empty();
        }
        try (Stream<Path> below = Files.walk(local.folder(), DEPTH)) {
            return below.filter(Files::isDirectory)
                    .filter(folder -> !folder.equals(local.folder()))
                    .filter(folder -> isComplete(new DataFolder.Local(folder)))
                    .sorted()
                    .findFirst()
                    .map(folder -> "they are in a folder below: write uri: \"file:" + folder + "\"");
        } catch (IOException e) {
            throw FileInput.unreadable(local.folder().toString(), e);
        }
    }

    private boolean isComplete(DataFolder other) {
        return switch (format) {
            case IDX -> IdxNames.among(other.names()).size() == 1;
            case CIFAR10 -> other.names().containsAll(Cifar.TEN.files());
            case CIFAR100 -> other.names().containsAll(Cifar.HUNDRED.files());
            case NPZ -> false;
        };
    }

    /** CIFAR's Python version has the same bytes in pickles. */
    private Optional<String> python() {
        Optional<Cifar> cifar = cifar();
        List<String> pickles = cifar.stream()
                .flatMap(c -> c.files().stream())
                .map(name -> name.replace(".bin", ""))
                .toList();
        Set<String> there = place.names();
        if (pickles.isEmpty() || !there.containsAll(pickles)) {
            return Optional.empty();
        }
        String labels = cifar.orElseThrow() == Cifar.TEN ? "d[b'labels']" : "d[b'coarse_labels'], d[b'fine_labels']";
        return Optional.of("these are of the Python version: write the binary one beside them by running there: python3"
                + " -c \"import pickle, numpy; [numpy.column_stack([" + labels
                + ", d[b'data']]).astype('uint8').tofile(n + '.bin') for n in ["
                + pickles.stream().map(name -> "'" + name + "'").collect(Collectors.joining(", "))
                + "] for d in [pickle.load(open(n, 'rb'), encoding='bytes')]]\"");
    }

    private Optional<String> packed() {
        return place.names().stream()
                .filter(name -> cifar().isPresent() && name.matches("cifar-10.*[.]tar[.]gz"))
                .sorted()
                .findFirst()
                .map(name -> "unpack it: tar -xf '" + place.location() + "/" + name + "' -C '" + place.location()
                        + "', and name the folder that it makes");
    }

    private Optional<String> escaped() {
        return uri.matches(".*%[0-9A-Fa-f]{2}.*")
                ? Optional.of("a path is written as it is, such as a space for %20")
                : Optional.empty();
    }

    private Optional<Cifar> cifar() {
        return switch (format) {
            case CIFAR10 -> Optional.of(Cifar.TEN);
            case CIFAR100 -> Optional.of(Cifar.HUNDRED);
            case IDX, NPZ -> Optional.empty();
        };
    }
}
