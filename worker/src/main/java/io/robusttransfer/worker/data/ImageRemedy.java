package io.robusttransfer.worker.data;

import java.util.List;
import java.util.Optional;

/** The advice for images whose numbers are not uint8: how to convert them, depending on the numbers found. */
record ImageRemedy(Npy array) {
    /** What to do about the type of the numbers: words, or Python code for both parts. */
    String ofType() {
        String x = array.array();
        Optional<Numbers> numbers = Numbers.of(array);
        if (numbers.isEmpty()) {
            return array.descr().equals("|O")
                    ? "images of different sizes are to be brought to one before: write numpy.stack([numpy.asarray("
                            + "PIL.Image.fromarray(i).resize((32, 32))) for i in " + x + "])" + both()
                    : "numbers from 0 to 255";
        }
        ValueRange range = new ValueRange();
        numbers.get().each(array, range::add);
        if (!range.finite) {
            return "some are not finite: write numpy.nan_to_num(" + x + ") first, or leave those images out";
        }
        String found = "they go from " + shown(range.least) + " to " + shown(range.most) + ": write ";
        return found + (numbers.get().kind() == 'f' ? ofFractions(x, range) : ofWholeNumbers(x, range)) + both();
    }

    /** An archive has two parts. */
    private String both() {
        return array.isFile() ? "" : ", alike for both parts";
    }

    private static String ofFractions(String x, ValueRange range) {
        if (range.least >= 0 && range.most <= 1) {
            return "(" + x + " * 255).round().astype(numpy.uint8)";
        }
        if (range.least >= -1 && range.most <= 1) {
            return "((" + x + " + 1) * 127.5).round().astype(numpy.uint8)";
        }
        return range.least >= 0 && range.most <= 255 ? x + ".round().astype(numpy.uint8)" : stretched(x, range);
    }

    private static String ofWholeNumbers(String x, ValueRange range) {
        if (range.least >= -128 && range.least < 0 && range.most <= 127) {
            return "(" + x + ".astype(numpy.int16) + 128).astype(numpy.uint8)";
        }
        if (range.least < 0 || range.most > 65535) {
            return stretched(x, range);
        }
        if (range.most <= 1) {
            return x + ".astype(numpy.uint8) * 255";
        }
        if (range.most <= 255) {
            return x + ".astype(numpy.uint8)";
        }
        return "(" + x + (range.most <= 4095 ? " // 16" : " // 257") + ").astype(numpy.uint8)";
    }

    private static String stretched(String x, ValueRange range) {
        return "((" + x + " - (" + shown(range.least) + ")) * (255 / " + shown(range.most - range.least)
                + ")).round().astype(numpy.uint8)";
    }

    private static String shown(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? String.valueOf((long) value)
                : String.valueOf(value);
    }

    private static final class ValueRange {
        private double least = Double.POSITIVE_INFINITY;
        private double most = Double.NEGATIVE_INFINITY;
        private boolean finite = true;

        void add(double value) {
            least = Math.min(least, value);
            most = Math.max(most, value);
            finite &= Double.isFinite(value);
        }
    }

    /** Where the axes are in another order. */
    String ofShape() {
        String x = array.array();
        List<Integer> shape = array.shape();
        if (shape.size() == 4 && (shape.get(1) == 1 || shape.get(1) == 3)) {
            return ": write " + x + ".transpose(0, 2, 3, 1)";
        }
        if (shape.size() == 4 && (shape.get(2) == 1 || shape.get(2) == 3)) {
            return ": write " + x + ".transpose(3, 0, 1, 2)";
        }
        if (shape.size() == 2) {
            return flat(x, shape.get(1));
        }
        return shape.size() == 4 && shape.get(3) == 4 ? ": write " + x + "[..., :3]" : "";
    }

    private static String flat(String x, int values) {
        int grey = (int) Math.sqrt(values);
        int colour = (int) Math.sqrt(values / 3.0);
        if (grey > 0 && grey * grey == values) {
            return ": write " + x + ".reshape(-1, " + grey + ", " + grey + ")";
        }
        return colour > 0 && 3 * colour * colour == values
                ? ": write " + x + ".reshape(-1, 3, " + colour + ", " + colour
                        + ").transpose(0, 2, 3, 1) where all red values come first, else " + x + ".reshape(-1, "
                        + colour + ", " + colour + ", 3)"
                : "";
    }
}
