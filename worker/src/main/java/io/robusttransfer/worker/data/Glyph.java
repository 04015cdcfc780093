package io.robusttransfer.worker.data;

import io.robusttransfer.worker.data.Alphabet.Range;
import io.robusttransfer.worker.data.Alphabet.Stroke;
import io.robusttransfer.worker.random.Stream;
import java.util.ArrayList;
import java.util.List;

/**
 * One drawing of a glyph on the unit square in a random hand (width, turn, shear, size, place, ink, paper). Everything is
 * computed by StrictMath and exact IEEE operations, so that every platform draws the same pixels.
 */
record Glyph(List<Stroke> strokes, List<Stroke> clutter, double width, double ink, double background) {
    private static final Range WIDTH = new Range(0.035, 0.075);
    private static final Range TURN = new Range(-0.35, 0.35);
    private static final Range SHEAR = new Range(-0.25, 0.25);
    private static final Range SCALE = new Range(0.75, 1.05);
    private static final Range SHIFT = new Range(-0.1, 0.1);
    private static final Range JITTER = new Range(-0.02, 0.02);
    private static final Range CLUTTER_START = new Range(0, 1);
    private static final Range CLUTTER_STEP = new Range(-0.25, 0.25);
    private static final double CLUTTER_WIDTH = 0.03;
    private static final double CLUTTER_INK = 0.6;
    private static final double SOFTNESS = 0.02;

    static Glyph draw(Alphabet alphabet, int label, int clutter, Stream random) {
        double width = WIDTH.draw(random);
        Hand hand = Hand.draw(random);
        double ink = alphabet.ink.draw(random);
        double background = alphabet.background.draw(random);
        List<Stroke> strokes = new ArrayList<>();
        for (Stroke stroke : alphabet.glyph(label)) {
            strokes.add(hand.place(
                    stroke.x0() + JITTER.draw(random),
                    stroke.y0() + JITTER.draw(random),
                    stroke.x1() + JITTER.draw(random),
                    stroke.y1() + JITTER.draw(random)));
        }
        List<Stroke> scribbles = new ArrayList<>();
        for (int i = 0; i < clutter; i++) {
            double x = CLUTTER_START.draw(random);
            double y = CLUTTER_START.draw(random);
            scribbles.add(new Stroke(x, y, x + CLUTTER_STEP.draw(random), y + CLUTTER_STEP.draw(random)));
        }
        return new Glyph(strokes, scribbles, width, ink, background);
    }

    /** Brightness at (x, y) of the unit square, in [0,1]: paper, over it ink where a stroke is near. */
    double brightness(double x, double y) {
        double cover = Math.max(cover(strokes, width, x, y), CLUTTER_INK * cover(clutter, CLUTTER_WIDTH, x, y));
        return background + (ink - background) * cover;
    }

    /** sigmoid((width - distance to the nearest stroke) / softness). */
    private static double cover(List<Stroke> strokes, double width, double x, double y) {
        double square = Double.POSITIVE_INFINITY;
        for (Stroke stroke : strokes) {
            square = Math.min(square, stroke.squareDistance(x, y));
        }
        return 1 / (1 + StrictMath.exp((Math.sqrt(square) - width) / SOFTNESS));
    }

    /** An affine map about the centre of the square: shear, then turn and scale, then shift. */
    private record Hand(double cos, double sin, double shear, double dx, double dy) {
        static Hand draw(Stream random) {
            double turn = TURN.draw(random);
            double shear = SHEAR.draw(random);
            double scale = SCALE.draw(random);
            return new Hand(
                    StrictMath.cos(turn) * scale,
                    StrictMath.sin(turn) * scale,
                    shear,
                    SHIFT.draw(random),
                    SHIFT.draw(random));
        }

        Stroke place(double x0, double y0, double x1, double y1) {
            return new Stroke(x(x0, y0), y(x0, y0), x(x1, y1), y(x1, y1));
        }

        private double x(double x, double y) {
            return 0.5 + dx + cos * (x - 0.5 + shear * (y - 0.5)) - sin * (y - 0.5);
        }

        private double y(double x, double y) {
            return 0.5 + dy + sin * (x - 0.5 + shear * (y - 0.5)) + cos * (y - 0.5);
        }
    }
}
