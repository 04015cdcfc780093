package io.robusttransfer.worker.data;

import io.robusttransfer.worker.random.Stream;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Ten glyphs of straight strokes between nine anchor points of the unit square: rows t, m, b at y .1, .5, .9, columns l, c,
 * r at x .15, .5, .85. The two alphabets share strokes but no glyph, and differ in ink and paper.
 */
enum Alphabet {
    DIGITS(
            3000,
            new Range(0.5, 1),
            new Range(0, 0.25),
            "tl-tr tr-br br-bl bl-tl",
            "tc-bc tl-tc",
            "tl-tr tr-mr mr-ml ml-bl bl-br",
            "tl-tr tr-br br-bl ml-mr",
            "tl-ml ml-mr tr-br",
            "tr-tl tl-ml ml-mr mr-br br-bl",
            "tr-tl tl-bl bl-br br-mr mr-ml",
            "tl-tr tr-bl",
            "tl-tr tr-br br-bl bl-tl ml-mr",
            "mr-ml ml-tl tl-tr tr-br"),
    LETTERS(
            500,
            new Range(0.45, 0.9),
            new Range(0.05, 0.35),
            "bl-tc tc-br ml-mr",
            "tr-tl tl-bl bl-br",
            "tr-tl tl-bl bl-br ml-mr",
            "tl-bl tl-tr ml-mr",
            "tl-bl tr-br ml-mr",
            "tl-bl bl-br",
            "tl-bl tl-mc mc-tr tr-br",
            "tl-bl tl-br tr-br",
            "tl-tr tc-bc",
            "tl-mc tr-mc mc-bc");

    static final int CLASSES = 10;
    static final int TEST = 1000;

    final int train;
    final Range ink;
    final Range background;
    private final List<List<Stroke>> glyphs;

    Alphabet(int train, Range ink, Range background, String... glyphs) {
        this.train = train;
        this.ink = ink;
        this.background = background;
        this.glyphs = Arrays.stream(glyphs)
                .map(glyph -> Arrays.stream(glyph.split(" ")).map(Stroke::parse).toList())
                .toList();
    }

    List<Stroke> glyph(int label) {
        return glyphs.get(label);
    }

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    record Range(double low, double high) {
        double draw(Stream random) {
            return low + random.uniformDouble() * (high - low);
        }
    }

    record Stroke(double x0, double y0, double x1, double y1) {
        private static Stroke parse(String ends) {
            return new Stroke(x(ends.charAt(1)), y(ends.charAt(0)), x(ends.charAt(4)), y(ends.charAt(3)));
        }

        private static double x(char column) {
            return switch (column) {
                case 'l' -> 0.15;
                case 'c' -> 0.5;
                case 'r' -> 0.85;
                default -> throw new IllegalArgumentException("column " + column);
            };
        }

        private static double y(char row) {
            return switch (row) {
                case 't' -> 0.1;
                case 'm' -> 0.5;
                case 'b' -> 0.9;
                default -> throw new IllegalArgumentException("row " + row);
            };
        }

        /** Square of the distance from (x, y) to the nearest point of the stroke. */
        double squareDistance(double x, double y) {
            double dx = x1 - x0;
            double dy = y1 - y0;
            double square = dx * dx + dy * dy;
            double along = square == 0 ? 0 : ((x - x0) * dx + (y - y0) * dy) / square;
            double t = Math.min(1, Math.max(0, along));
            double ex = x - (x0 + t * dx);
            double ey = y - (y0 + t * dy);
            return ex * ex + ey * ey;
        }
    }
}
