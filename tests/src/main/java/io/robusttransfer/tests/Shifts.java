package io.robusttransfer.tests;

import io.robusttransfer.crds.api.Corruption;
import io.robusttransfer.crds.api.Measure;
import io.robusttransfer.worker.data.Images;
import io.robusttransfer.worker.random.Stream;
import io.robusttransfer.worker.random.Streams;
import io.robusttransfer.worker.shift.Shift;
import io.robusttransfer.worker.tensor.Safetensors;
import io.robusttransfer.worker.tensor.Scope;
import io.robusttransfer.worker.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;

/** The Java side of tests/peers/shifts.py: colour images of 32×32, as our shifts leave them, and the random numbers of those that draw. */
final class Shifts {
    private static final int COUNT = 8;
    private static final int SIDE = 32;
    private static final int CHANNELS = 3;
    private static final int SEVERITIES = 5;

    /** How many uniform numbers an image draws. */
    private static final Map<Corruption, Integer> DRAWN = Map.of(
            Corruption.DEFOCUS_BLUR, 0,
            Corruption.ZOOM_BLUR, 0,
            Corruption.FOG, SIDE * SIDE - 1,
            Corruption.BRIGHTNESS, 0,
            Corruption.CONTRAST, 0,
            Corruption.ELASTIC_TRANSFORM, 6 + 2 * SIDE * SIDE,
            Corruption.PIXELATE, 0,
            Corruption.JPEG_COMPRESSION, 0);

    void export(Path folder) throws IOException {
        Scope scope = Scope.open();
        try {
            Images images = images();
            int[] places = IntStream.range(0, COUNT).map(i -> 10 * i).toArray();
            Map<String, Tensor> results = new LinkedHashMap<>();
            results.put("images", tensor(images));
            for (Corruption corruption : DRAWN.keySet()) {
                for (int severity = 1; severity <= SEVERITIES; severity++) {
                    String measure = new Measure.Shift(corruption, severity, null).stream();
                    String name = corruption.id() + "/" + severity;
                    results.put(name, tensor(Shift.of(corruption, severity).images(images, places, measure)));
                    if (DRAWN.get(corruption) > 0) {
                        results.put(name + "/drawn", drawn(measure, places, DRAWN.get(corruption)));
                    }
                }
            }
            Safetensors.write(folder.resolve("results.safetensors"), results, Map.of());
        } finally {
            scope.close();
        }
    }

    /** Coarse squares of colour under a slope and a little noise, so that there are edges, smooth parts and details. */
    private static Images images() {
        byte[] pixels = new byte[COUNT * SIDE * SIDE * CHANNELS];
        for (int i = 0; i < COUNT; i++) {
            Stream stream = Stream.of("shifts", i);
            float[] squares = stream.uniform(16 * CHANNELS);
            for (int j = 0; j < SIDE * SIDE * CHANNELS; j++) {
                int c = j % CHANNELS;
                int x = j / CHANNELS % SIDE;
                int y = j / CHANNELS / SIDE;
                double square = squares[(y / 8 * 4 + x / 8) * CHANNELS + c];
                double value = .6 * square + .2 * (x + y) / (2 * SIDE) + .2 * stream.uniform();
                pixels[i * SIDE * SIDE * CHANNELS + j] = (byte) (255 * value);
            }
        }
        return new Images(COUNT, SIDE, SIDE, CHANNELS, 1, pixels, new int[COUNT]);
    }

    private static Tensor drawn(String measure, int[] places, int count) {
        double[] all = new double[places.length * count];
        for (int i = 0; i < places.length; i++) {
            Stream stream = Streams.shift(measure, places[i]);
            for (int j = 0; j < count; j++) {
                all[i * count + j] = stream.uniformDouble();
            }
        }
        return Tensor.of(all, places.length, count);
    }

    private static Tensor tensor(Images images) {
        float[] levels = new float[images.pixels().length];
        for (int i = 0; i < levels.length; i++) {
            levels[i] = images.pixels()[i] & 0xff;
        }
        return Tensor.of(levels, images.count(), images.height(), images.width(), images.channels());
    }
}
