package io.robusttransfer.worker.data;

import io.robusttransfer.worker.Failure.WrongInput;
import io.robusttransfer.worker.random.Stream;
import java.math.BigDecimal;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.HashMap;
import java.util.Map;

/**
 * Data that is drawn, not stored: {@code synthetic://digits?seed=1&noise=0.1}. Labels come in equal shares. Each image has
 * its own random stream, so that a larger set begins with the smaller one.
 *
 * @param seed another seed is another draw from the same distribution
 * @param size height and width in pixels
 * @param noise standard deviation of Gaussian noise on every pixel, in [0,1] pixel values
 * @param clutter number of stray strokes
 * @param brittle amplitude of a ±1 pattern that is fixed per alphabet and class: a feature that predicts the label but that a
 *     perturbation of this size can erase
 */
public record Synthetic(
        Alphabet alphabet, int seed, int train, int test, int size, double noise, int clutter, double brittle) {
    static final String SCHEME = "synthetic";
    private static final String KNOBS = "seed, train, test, size, noise, clutter, brittle";
    private static final int MOST_IMAGES = 100_000;

    /** @param field the manifest's field that holds the URI, for messages */
    public static Synthetic parse(String field, String uri) {
        URI parsed;
        try {
            parsed = new URI(uri);
        } catch (URISyntaxException e) {
            throw new WrongInput(
                    "%s: \"%s\" is no URI (%s); write synthetic://digits?seed=0".formatted(field, uri, e.getReason()),
                    e);
        }
        Alphabet alphabet = alphabet(field, uri, parsed);
        Knobs knobs = new Knobs(field, uri, parsed.getRawQuery());
        Synthetic synthetic = new Synthetic(
                alphabet,
                knobs.whole("seed", 0, 0, Integer.MAX_VALUE),
                knobs.whole("train", alphabet.train, Alphabet.CLASSES, MOST_IMAGES),
                knobs.whole("test", Alphabet.TEST, Alphabet.CLASSES, MOST_IMAGES),
                knobs.whole("size", 16, 8, 64),
                knobs.decimal("noise", "0.06"),
                knobs.whole("clutter", 1, 0, 10),
                knobs.decimal("brittle", "0.04"));
        knobs.requireNothingElse();
        return synthetic;
    }

    private static Alphabet alphabet(String field, String uri, URI parsed) {
        boolean bare = parsed.getRawPath() == null || parsed.getRawPath().isEmpty();
        if (SCHEME.equals(parsed.getScheme()) && bare && parsed.getRawFragment() == null) {
            for (Alphabet alphabet : Alphabet.values()) {
                if (alphabet.word().equals(parsed.getRawAuthority())) {
                    return alphabet;
                }
            }
        }
        throw new WrongInput("%s: \"%s\" names no built-in data; write synthetic://digits or synthetic://letters"
                .formatted(field, uri));
    }

    public Domain domain() {
        return new Domain(images("train", train), images("test", test));
    }

    private Images images(String split, int count) {
        double[][] patterns = new double[Alphabet.CLASSES][];
        for (int label = 0; label < patterns.length; label++) {
            patterns[label] = pattern(label);
        }
        int pixels = size * size;
        byte[] drawn = new byte[Math.multiplyExact(count, pixels)];
        int[] labels = new int[count];
        for (int i = 0; i < count; i++) {
            labels[i] = i % Alphabet.CLASSES;
            Stream random = Stream.of("glyph", alphabet.word(), seed, split, i);
            Glyph glyph = Glyph.draw(alphabet, labels[i], clutter, random);
            Gaussian gaussian = new Gaussian(random);
            for (int p = 0; p < pixels; p++) {
                double brightness = glyph.brightness((p % size + 0.5) / size, (p / size + 0.5) / size)
                        + noise * gaussian.next()
                        + brittle * patterns[labels[i]][p];
                drawn[i * pixels + p] = (byte) Math.floor(255 * Math.min(1, Math.max(0, brightness)) + 0.5);
            }
        }
        return new Images(count, size, size, 1, Alphabet.CLASSES, drawn, labels);
    }

    /** The same at every seed: source and target must not share it, draws of one domain must. */
    private double[] pattern(int label) {
        Stream random = Stream.of("brittle pattern", alphabet.word(), label);
        double[] signs = new double[size * size];
        for (int p = 0; p < signs.length; p++) {
            signs[p] = random.coin() ? 1 : -1;
        }
        return signs;
    }

    /** Standard normal numbers, two at a time (Box and Muller 1958), the same on every platform. */
    private static final class Gaussian {
        private final Stream random;
        private double spare = Double.NaN;

        Gaussian(Stream random) {
            this.random = random;
        }

        double next() {
            if (!Double.isNaN(spare)) {
                double kept = spare;
                spare = Double.NaN;
                return kept;
            }
            double radius = Math.sqrt(-2 * StrictMath.log(1 - random.uniformDouble()));
            double angle = 2 * Math.PI * random.uniformDouble();
            spare = radius * StrictMath.sin(angle);
            return radius * StrictMath.cos(angle);
        }
    }

    /** The query part of the URI. */
    private static final class Knobs {
        private final String field;
        private final String uri;
        private final Map<String, String> values = new HashMap<>();

        Knobs(String field, String uri, String query) {
            this.field = field;
            this.uri = uri;
            if (query == null) {
                return;
            }
            for (String knob : query.split("&")) {
                String[] parts = knob.split("=", 2);
                if (parts.length < 2) {
                    throw wrong(knob, "has no value", "write " + knob + "=…; knobs are " + KNOBS);
                }
                if (values.put(parts[0], parts[1]) != null) {
                    throw wrong(parts[0], "is given twice", "give it once");
                }
            }
        }

        int whole(String knob, int otherwise, int least, int most) {
            String value = values.remove(knob);
            if (value == null) {
                return otherwise;
            }
            try {
                int number = Integer.parseInt(value);
                if (number >= least && number <= most) {
                    return number;
                }
            } catch (NumberFormatException e) {
                throw wrong(knob, "is \"" + value + "\"", "give a whole number from " + least + " to " + most);
            }
            throw wrong(knob, "is " + value, "give a whole number from " + least + " to " + most);
        }

        double decimal(String knob, String otherwise) {
            String value = values.remove(knob);
            try {
                BigDecimal number = new BigDecimal(value == null ? otherwise : value);
                if (number.signum() >= 0 && number.compareTo(BigDecimal.ONE) <= 0) {
                    return number.doubleValue();
                }
            } catch (NumberFormatException e) {
                throw wrong(knob, "is \"" + value + "\"", "give a decimal from 0 to 1");
            }
            throw wrong(knob, "is " + value, "give a decimal from 0 to 1");
        }

        void requireNothingElse() {
            for (String knob : values.keySet()) {
                throw wrong(knob, "is unknown", "knobs are " + KNOBS);
            }
        }

        private WrongInput wrong(String knob, String found, String right) {
            return new WrongInput("%s: in \"%s\" %s %s; %s".formatted(field, uri, knob, found, right));
        }
    }
}
