package io.robusttransfer.worker.data;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The advice for labels that are not one whole number for each image: how to convert them, depending on what was found. */
record LabelRemedy(Npy array) {
    /** What to do about the type of the labels: words, or Python code for both parts. */
    String ofType() {
        Optional<Numbers> numbers = Numbers.of(array);
        if (numbers.isEmpty() && array.isFile()) {
            return "write the whole numbers that the domain's own labels are";
        }
        if (numbers.isEmpty()) {
            String train = array.array().replace("test", "train");
            String test = array.array().replace("train", "test");
            // both parts at once, so that a class has the same number in both
            return "write %1$s, %2$s = numpy.split(numpy.unique(numpy.concatenate([%1$s, %2$s]), return_inverse=True)[1], [len(%1$s)])"
                    .formatted(train, test);
        }
        double[] broken = {0};
        numbers.get().each(array, value -> broken[0] = value == Math.rint(value) ? broken[0] : value);
        return broken[0] == 0
                ? "write " + array.array() + ".astype(numpy.int64)"
                : "give a class for each image, not a number such as " + broken[0];
    }

    String ofShape() {
        List<Integer> shape = array.shape();
        boolean oneAxis = shape.stream().filter(length -> length != 1).count() == 1;
        if (oneAxis) {
            return ": write " + array.array() + ".ravel()";
        }
        return shape.size() == 2 && Numbers.of(array).filter(this::isOneHot).isPresent()
                ? ": from one-hot rows by " + array.array() + ".argmax(1)"
                : "; data with several labels for an image are not supported";
    }

    private boolean isOneHot(Numbers numbers) {
        int rows = array.shape().get(0);
        int columns = array.shape().get(1);
        int[] ones = new int[rows];
        boolean[] other = {false};
        int[] place = {0};
        numbers.each(array, value -> {
            int row = array.columnwise() ? place[0] % rows : place[0] / columns;
            ones[row] += value == 1 ? 1 : 0;
            other[0] |= value != 0 && value != 1;
            place[0]++;
        });
        return !other[0] && Arrays.stream(ones).allMatch(count -> count == 1);
    }
}
