package io.robusttransfer.worker.data;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import java.util.function.DoubleConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The number type of a NumPy array. It decodes numbers that cannot be used as they are, for messages about them.
 *
 * @param kind b (true or false), i, u or f
 */
record Numbers(char kind, int width, ByteOrder order) {
    private static final Pattern DESCR = Pattern.compile("([<>|=])(b1|[iu][1248]|f[248])");
    private static final int AT_ONCE = 1 << 16;

    /** Nothing for texts, objects and what else is no number. */
    static Optional<Numbers> of(Npy array) {
        Matcher matcher = DESCR.matcher(array.descr());
        if (!matcher.matches()) {
            return Optional.empty();
        }
        String type = matcher.group(2);
        ByteOrder order = matcher.group(1).equals(">") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
        return Optional.of(new Numbers(type.charAt(0), type.charAt(1) - '0', order));
    }

    /** All that are left of the array, in the order of the file. */
    void each(Npy array, DoubleConsumer consumer) {
        long left = array.count();
        while (left > 0) {
            int some = (int) Math.min(left, AT_ONCE);
            ByteBuffer buffer = ByteBuffer.wrap(array.in().read((long) some * width, "the array"))
                    .order(order);
            for (int i = 0; i < some; i++) {
                consumer.accept(next(buffer));
            }
            left -= some;
        }
    }

    private double next(ByteBuffer buffer) {
        if (kind == 'f') {
            return width == 2 ? half(buffer.getShort()) : width == 4 ? buffer.getFloat() : buffer.getDouble();
        }
        boolean signed = kind == 'i';
        return switch (width) {
            case 1 -> signed ? buffer.get() : buffer.get() & 0xff;
            case 2 -> signed ? buffer.getShort() : buffer.getShort() & 0xffff;
            case 4 -> signed ? buffer.getInt() : Integer.toUnsignedLong(buffer.getInt());
            default -> buffer.getLong();
        };
    }

    /** IEEE 754 binary16. */
    private static double half(short bits) {
        int exponent = bits >> 10 & 0x1f;
        int fraction = bits & 0x3ff;
        double size = exponent == 0
                ? Math.scalb((double) fraction, -24)
                : exponent == 0x1f
                        ? fraction == 0 ? Double.POSITIVE_INFINITY : Double.NaN
                        : Math.scalb(0x400 + (double) fraction, exponent - 25);
        return bits < 0 ? -size : size;
    }
}
