package io.robusttransfer.worker.data;

import io.robusttransfer.crds.api.GivenFormat;
import io.robusttransfer.crds.api.GivenImages;
import io.robusttransfer.worker.Failure.WrongInput;
import io.robusttransfer.worker.store.StoreLocation;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A set in files.
 *
 * @param field of the set's dataset, such as {@code spec.study.evaluation.shifts.given[0].dataset}
 * @param place where its files are
 */
record GivenFiles(String field, GivenImages dataset, DataFolder place) implements GivenSet {
    private static final String IMAGES = "_images.npy";

    @Override
    public String identity() {
        List<String> parts = new ArrayList<>(List.of(dataset.format().name(), place.location()));
        for (String name : names()) {
            parts.add(name);
            parts.add(place.version(name).orElseThrow());
        }
        return DataFolder.sha256(String.join("\n", parts));
    }

    @Override
    public Images images() {
        List<Path> files = names().stream()
                .map(name -> place.bring(name).orElseThrow(() -> absent(name)))
                .toList();
        try {
            RawPart part =
                    switch (dataset.format()) {
                        case IDX -> Idx.part(files.get(0), files.get(1));
                        case NPZ -> Npz.test(files.get(0));
                        case NPY -> NumpyPart.read(files.get(0), files.get(1));
                    };
            return part.images();
        } catch (WrongInput e) {
            throw new WrongInput(field + ".uri: " + place.asWritten(e.getMessage()), e);
        }
    }

    private List<String> names() {
        return dataset.format() == GivenFormat.IDX
                ? Stream.of(Idx.TEST_IMAGES, Idx.TEST_LABELS)
                        .map(this::plainOrPacked)
                        .toList()
                : oneFile();
    }

    private List<String> oneFile() {
        String file = StoreLocation.parse(dataset.uri(), field + ".uri").lastPart();
        return dataset.format() == GivenFormat.NPZ
                ? List.of(present(file))
                : List.of(
                        present(file),
                        present(
                                file.endsWith(IMAGES)
                                        ? file.substring(0, file.length() - IMAGES.length()) + "_labels.npy"
                                        : "labels.npy"));
    }

    private String plainOrPacked(String name) {
        return Stream.of(name, name + ".gz")
                .filter(each -> place.version(each).isPresent())
                .findFirst()
                .orElseThrow(() -> absent(name));
    }

    private String present(String name) {
        if (place.version(name).isEmpty()) {
            throw absent(name);
        }
        return name;
    }

    private WrongInput absent(String name) {
        return new WrongInput("%s.uri: '%s': there is no %s in %s; %s"
                .formatted(
                        field,
                        dataset.uri(),
                        name,
                        place.location(),
                        switch (dataset.format()) {
                            case IDX ->
                                "format idx means a folder with " + Idx.TEST_IMAGES + " and " + Idx.TEST_LABELS
                                        + ", each plain or with .gz";
                            case NPZ -> "format npz means one file that ends in .npz";
                            case NPY ->
                                "format npy means images in one file and labels in labels.npy beside it, or X_images.npy and"
                                        + " X_labels.npy";
                        }));
    }
}
