package io.robusttransfer.worker.data;

import io.robusttransfer.worker.Failure.WrongInput;
import java.nio.file.Path;
import java.util.List;

/** Images and labels as two arrays of NumPy have them. */
final class NumpyPart {
    private static final String BYTES = "|u1";

    private NumpyPart() {}

    static RawPart read(Path images, Path labels) {
        try (FileInput x = FileInput.open(images);
                FileInput y = FileInput.open(labels)) {
            return read(x, y);
        }
    }

    static RawPart read(FileInput images, FileInput labels) {
        int[] numbers = labels(labels);
        Npy array = Npy.open(images.name(), images);
        if (!array.descr().equals(BYTES)) {
            throw new WrongInput("%s: has numbers of type %s; images are of uint8; %s"
                    .formatted(array.where(), array.descr(), new ImageRemedy(array).ofType()));
        }
        List<Integer> shape = array.shape();
        int axes = shape.size();
        if (axes > 0 && shape.get(0) == 0) {
            throw new WrongInput("%s: has the shape %s, no image; give at least one of every class"
                    .formatted(array.where(), array.shapeText()));
        }
        if (axes < 3 || axes > 4 || shape.contains(0) || axes == 4 && shape.get(3) != 1 && shape.get(3) != 3) {
            throw new WrongInput(
                    "%s: has the shape %s; images are (N, height, width), (N, height, width, 1) or (N, height, width, 3)%s"
                            .formatted(array.where(), array.shapeText(), new ImageRemedy(array).ofShape()));
        }
        RawPart.requireSameCount(images.name(), shape.get(0), labels.name(), numbers.length);
        int channels = axes == 3 ? 1 : shape.get(3);
        return new RawPart(labels.name(), shape.get(0), shape.get(1), shape.get(2), channels, array.bytes(), numbers);
    }

    private static int[] labels(FileInput in) {
        long[] numbers = Npy.open(in.name(), in).wholeNumbers();
        int[] labels = new int[numbers.length];
        for (int i = 0; i < labels.length; i++) {
            RawPart.requireLabel(in.name(), i, numbers[i]);
            labels[i] = (int) numbers[i];
        }
        return labels;
    }
}
