package io.robusttransfer.worker.data;

import io.robusttransfer.worker.Failure.WrongInput;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The header of one NumPy array (versions 1 to 3 of the format), and its numbers.
 *
 * @param descr byte order, kind and bytes of a number, such as {@code |u1} or {@code <i8}
 * @param columnwise whether the first axis changes fastest (fortran_order), as in arrays that came from MATLAB
 */
record Npy(String where, String descr, List<Integer> shape, boolean columnwise, FileInput in) {
    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
    private static final int LONGEST_HEADER = 1 << 16;
    private static final Pattern DESCR = Pattern.compile("'descr':\\s*'([^']*)'");
    private static final Pattern FORTRAN = Pattern.compile("'fortran_order':\\s*(True|False)");
    private static final Pattern SHAPE = Pattern.compile("'shape':\\s*\\(([0-9L, ]*)\\)");
    private static final Pattern INTEGER = Pattern.compile("([<>|=])([iu])([1248])");

    static Npy open(String where, FileInput in) {
        byte[] magic = in.read(MAGIC.length, "the array's header");
        if (!Arrays.equals(magic, MAGIC)) {
            throw new WrongInput(where + ": is no NumPy array; write it with " + writer(where));
        }
        int version = in.read(2, "the array's header")[0];
        if (version < 1 || version > 3) {
            throw new WrongInput("%s: is of version %d of NumPy's format; versions 1 to 3 are read: write it with %s"
                    .formatted(where, version, writer(where)));
        }
        ByteBuffer length = ByteBuffer.wrap(in.read(version == 1 ? 2 : 4, "the array's header"))
                .order(ByteOrder.LITTLE_ENDIAN);
        int bytes = version == 1 ? length.getShort() & 0xffff : length.getInt();
        if (bytes < 0 || bytes > LONGEST_HEADER) {
            throw new WrongInput(where + ": has a header of " + bytes
                    + " bytes; it is damaged or a structured array: write plain arrays of numbers");
        }
        String header = new String(in.read(bytes, "the array's header"), StandardCharsets.UTF_8);
        String descr = find(where, DESCR, header, "numbers of one type");
        boolean columnwise = find(where, FORTRAN, header, "an order").equals("True");
        return new Npy(where, descr, shape(where, find(where, SHAPE, header, "a shape")), columnwise, in);
    }

    private static String find(String where, Pattern pattern, String header, String what) {
        Matcher matcher = pattern.matcher(header);
        if (!matcher.find()) {
            throw new WrongInput("%s: its header %s does not tell %s; write plain arrays with %s"
                    .formatted(where, header.strip(), what, writer(where)));
        }
        return matcher.group(1);
    }

    private static List<Integer> shape(String where, String text) {
        try {
            return Arrays.stream(text.split(","))
                    .map(number -> number.replace("L", "").strip()) // as NumPy on Python 2 wrote it
                    .filter(number -> !number.isEmpty())
                    .map(Integer::valueOf)
                    .toList();
        } catch (NumberFormatException e) {
            throw new WrongInput("%s: its shape (%s) is too large; use fewer images".formatted(where, text), e);
        }
    }

    /** Bytes of an array of uint8, the last axis changing fastest. */
    byte[] bytes() {
        byte[] bytes = content(count());
        return columnwise ? Memory.take(where + ": its numbers in rows", bytes.length, () -> rowwise(bytes)) : bytes;
    }

    /** Saturates, so that a bogus header is found too large. */
    long count() {
        long count = 1;
        for (int length : shape) {
            count = length != 0 && count > Long.MAX_VALUE / length ? Long.MAX_VALUE : count * length;
        }
        return count;
    }

    private byte[] rowwise(byte[] columnwise) {
        byte[] rowwise = new byte[columnwise.length];
        int[] index = new int[shape.size()];
        for (int i = 0; i < rowwise.length; i++) {
            int from = 0;
            for (int axis = index.length - 1; axis >= 0; axis--) {
                from = from * shape.get(axis) + index[axis];
            }
            rowwise[i] = columnwise[from];
            for (int axis = index.length - 1; axis >= 0 && ++index[axis] == shape.get(axis); axis--) {
                index[axis] = 0;
            }
        }
        return rowwise;
    }

    /** Whole numbers of any width, sign and byte order, from the first axis on; a further axis must have length 1. */
    long[] wholeNumbers() {
        boolean column = shape.size() == 2 && shape.get(1) == 1;
        if (shape.size() != 1 && !column) {
            throw new WrongInput("%s: has the shape %s; write one label for each image, (N) or (N, 1)%s"
                    .formatted(where, shapeText(), new LabelRemedy(this).ofShape()));
        }
        Matcher type = INTEGER.matcher(descr);
        if (!type.matches()) {
            throw new WrongInput("%s: has numbers of type %s; labels are whole numbers: %s"
                    .formatted(where, descr, new LabelRemedy(this).ofType()));
        }
        int width = Integer.parseInt(type.group(3));
        boolean unsigned = type.group(2).equals("u");
        ByteBuffer buffer = ByteBuffer.wrap(content((long) shape.get(0) * width))
                .order(type.group(1).equals(">") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
        long[] numbers = new long[shape.get(0)];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = switch (width) {
                case 1 -> unsigned ? buffer.get() & 0xff : buffer.get();
                case 2 -> unsigned ? buffer.getShort() & 0xffff : buffer.getShort();
                case 4 -> unsigned ? Integer.toUnsignedLong(buffer.getInt()) : buffer.getInt();
                default -> buffer.getLong();
            };
        }
        return numbers;
    }

    private byte[] content(long count) {
        byte[] bytes = in.read(count, "the array " + shapeText());
        in.requireEnd("the array " + shapeText());
        return bytes;
    }

    /** A file of its own, and not an array of an archive. */
    boolean isFile() {
        return isFile(where);
    }

    private static boolean isFile(String where) {
        return where.endsWith(".npy");
    }

    private static String writer(String where) {
        return isFile(where) ? "numpy.save" : "numpy.savez_compressed";
    }

    /** In Python. */
    String array() {
        return isFile()
                ? "numpy.load(\"" + Path.of(where).getFileName() + "\")"
                : where.substring(where.lastIndexOf(' ') + 1);
    }

    /** As NumPy writes it. */
    String shapeText() {
        return shape.toString().replace('[', '(').replace(']', ')');
    }
}
