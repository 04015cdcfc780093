package io.robusttransfer.worker.report;

import java.util.Locale;

/** The heat maps' colours: 21 steps of one hue each for light and dark, with the text colour that reads best on each. */
final class Scale {
    static final int STEPS = 21;
    private static final int[] LIGHT = {0xf3f7fa, 0xcfe2ee, 0x94c2dc, 0x4a93c0, 0x1f659c, 0x123a68};
    private static final int[] DARK = {0x161f29, 0x173753, 0x1b557f, 0x2d81ae, 0x62b3d4, 0xbfe8f2};
    static final int INK = 0x000000;
    static final int PAPER = 0xffffff;

    private Scale() {}

    /** The CSS class for a value of [0, top]. */
    static String step(double value, double top) {
        double share = top > 0 ? Math.min(1, Math.max(0, value / top)) : 0;
        return "q" + Math.round(share * (STEPS - 1));
    }

    static String css() {
        return "%s@media screen and (prefers-color-scheme:dark){%s}\n".formatted(rules(false), rules(true));
    }

    private static String rules(boolean dark) {
        StringBuilder css = new StringBuilder();
        for (int i = 0; i < STEPS; i++) {
            int fill = fill(i, dark);
            css.append(String.format(Locale.ROOT, ".q%d{background:#%06x;color:#%06x}", i, fill, text(fill)));
        }
        return css.append('\n').toString();
    }

    static int fill(int step, boolean dark) {
        int[] stops = dark ? DARK : LIGHT;
        double at = (double) step / (STEPS - 1) * (stops.length - 1);
        int from = Math.min((int) at, stops.length - 2);
        double share = at - from;
        int colour = 0;
        for (int shift = 16; shift >= 0; shift -= 8) {
            int a = stops[from] >> shift & 255;
            int b = stops[from + 1] >> shift & 255;
            colour |= (int) Math.round(a + (b - a) * share) << shift;
        }
        return colour;
    }

    static int text(int fill) {
        return contrast(fill, INK) >= contrast(fill, PAPER) ? INK : PAPER;
    }

    /** WCAG 2 contrast ratio, 1 to 21. */
    static double contrast(int a, int b) {
        double lighter = Math.max(luminance(a), luminance(b));
        double darker = Math.min(luminance(a), luminance(b));
        return (lighter + 0.05) / (darker + 0.05);
    }

    private static double luminance(int colour) {
        return 0.2126 * linear(colour >> 16 & 255) + 0.7152 * linear(colour >> 8 & 255) + 0.0722 * linear(colour & 255);
    }

    private static double linear(int channel) {
        double c = channel / 255.0;
        return c <= 0.04045 ? c / 12.92 : Math.pow((c + 0.055) / 1.055, 2.4);
    }
}
