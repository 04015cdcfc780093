package io.robusttransfer.worker.report;

import java.util.Locale;

/**
 * One row of a chart as SVG: positions along it are percent of its width, so that it fits any width and its text keeps its
 * size.
 */
final class Track {
    private final double low;
    private final double high;
    private final int height;
    private final StringBuilder marks = new StringBuilder();

    Track(double low, double high, int height) {
        this.low = low;
        this.high = high;
        this.height = height;
    }

    Track rule(double x, String css) {
        marks.append(
                "<line class=\"%s\" x1=\"%s\" x2=\"%s\" y1=\"0\" y2=\"%d\"/>".formatted(css, at(x), at(x), height));
        return this;
    }

    Track band(double from, double to, String css) {
        marks.append("<rect class=\"%s\" x=\"%s\" y=\"0\" width=\"%s\" height=\"%d\"/>"
                .formatted(css, at(from), percent(share(to) - share(from)), height));
        return this;
    }

    Track line(double from, double to, String css) {
        marks.append("<line class=\"%s\" x1=\"%s\" x2=\"%s\" y1=\"%d\" y2=\"%d\"/>"
                .formatted(css, at(from), at(to), height / 2, height / 2));
        return this;
    }

    Track cap(double x, String css) {
        marks.append("<line class=\"%s\" x1=\"%s\" x2=\"%s\" y1=\"%d\" y2=\"%d\"/>"
                .formatted(css, at(x), at(x), height / 2 - 5, height / 2 + 5));
        return this;
    }

    Track dot(double x, double radius, String css, String title) {
        return dot(x, 0, radius, css, title);
    }

    /** @param below pixels below the middle */
    Track dot(double x, double below, double radius, String css, String title) {
        marks.append("<circle class=\"%s\" cx=\"%s\" cy=\"%s\" r=\"%s\"><title>%s</title></circle>"
                .formatted(css, at(x), number(height / 2.0 + below), number(radius), Text.escape(title)));
        return this;
    }

    Track label(double x, String text) {
        String anchor = share(x) < 0.04 ? "start" : share(x) > 0.96 ? "end" : "middle";
        marks.append("<text x=\"%s\" y=\"%d\" text-anchor=\"%s\">%s</text>"
                .formatted(at(x), height - 4, anchor, Text.escape(text)));
        return this;
    }

    /** Hidden from screen readers: what it shows stands beside it as text. */
    String svg() {
        return "<svg class=\"track\" width=\"100%%\" height=\"%d\" aria-hidden=\"true\" focusable=\"false\">%s</svg>"
                .formatted(height, marks);
    }

    private double share(double x) {
        return Math.min(1, Math.max(0, (x - low) / (high - low)));
    }

    private String at(double x) {
        return percent(share(x));
    }

    private static String percent(double share) {
        return number(100 * share) + "%";
    }

    static String number(double value) {
        String text = String.format(Locale.ROOT, "%.2f", value);
        return text.replaceAll("\\.?0+$", "");
    }
}
