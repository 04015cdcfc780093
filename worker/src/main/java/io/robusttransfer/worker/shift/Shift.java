package io.robusttransfer.worker.shift;

import io.robusttransfer.crds.api.Corruption;
import io.robusttransfer.worker.data.Images;
import io.robusttransfer.worker.random.Stream;
import io.robusttransfer.worker.random.Streams;

/** A change of images of one severity. */
@FunctionalInterface
public interface Shift {
    /**
     * The image, changed: of the same shape, its values perhaps beyond [0,1].
     *
     * @param stream of this image
     */
    Raster apply(Raster image, Stream stream);

    /**
     * That of a kind at a severity from 1 to 5. The strengths are those of CIFAR-10-C (Hendrycks and Dietterich 2019) but for the last
     * two, which are our own.
     */
    static Shift of(Corruption kind, int severity) {
        int s = severity - 1;
        return switch (kind) {
            case GAUSSIAN_NOISE -> new GaussianNoise(new double[] {.04, .06, .08, .09, .10}[s]);
            case SHOT_NOISE -> new ShotNoise(new double[] {500, 250, 100, 75, 50}[s]);
            case IMPULSE_NOISE -> new ImpulseNoise(new double[] {.01, .02, .03, .05, .07}[s]);
            case DEFOCUS_BLUR ->
                new DefocusBlur(new double[] {.3, .4, .5, 1, 1.5}[s], new double[] {.4, .5, .6, .2, .1}[s]);
            case GLASS_BLUR -> new GlassBlur(new double[] {.05, .25, .4, .25, .4}[s], 1, new int[] {1, 1, 1, 2, 2}[s]);
            case MOTION_BLUR -> new MotionBlur(new int[] {6, 6, 6, 8, 9}[s], new double[] {1, 1.5, 2, 2, 2.5}[s]);
            case ZOOM_BLUR -> new ZoomBlur(new int[] {5, 10, 15, 20, 25}[s]);
            case SNOW ->
                new Snow[] {
                            new Snow(.1, .2, 1, .6, new MotionBlur(8, 3), .95),
                            new Snow(.1, .2, 1, .5, new MotionBlur(10, 4), .9),
                            new Snow(.15, .3, 1.75, .55, new MotionBlur(10, 4), .9),
                            new Snow(.25, .3, 2.25, .6, new MotionBlur(12, 6), .85),
                            new Snow(.3, .3, 1.25, .65, new MotionBlur(14, 12), .8)
                        }
                        [s];
            case SYNTHETIC_FROST ->
                new SyntheticFrost(new double[] {1, 1, .9, .85, .75}[s], new double[] {.2, .3, .4, .4, .45}[s]);
            case FOG -> new Fog(new double[] {.2, .5, .75, 1, 1.5}[s], new double[] {3, 3, 2.5, 2, 1.75}[s]);
            case BRIGHTNESS -> new Brightness(new double[] {.05, .1, .15, .2, .3}[s]);
            case CONTRAST -> new Contrast(new double[] {.75, .5, .4, .3, .15}[s]);
            case ELASTIC_TRANSFORM ->
                new ElasticTransform(
                        new double[] {0, .05, .08, .1, .1}[s],
                        new double[] {0, .2, .06, .04, .03}[s],
                        new double[] {.08, .07, .06, .05, .03}[s]);
            case PIXELATE -> new Pixelate(new double[] {.95, .9, .85, .75, .65}[s]);
            case JPEG_COMPRESSION -> new JpegCompression(new int[] {80, 65, 58, 50, 40}[s]);
            case TRANSLATE -> new Translate(severity / 16.);
            case GRADIENT -> new Gradient(severity / 10.);
        };
    }

    /**
     * Images as this change leaves them, clipped to [0,1] and rounded to 8 bits.
     *
     * @param places of these images in the dataset
     * @param measure that keys the random numbers
     */
    default Images images(Images images, int[] places, String measure) {
        byte[] pixels = new byte[images.pixels().length];
        for (int i = 0; i < images.count(); i++) {
            byte[] changed = apply(Raster.of(images, i), Streams.shift(measure, places[i]))
                    .bytes();
            System.arraycopy(changed, 0, pixels, i * images.stride(), images.stride());
        }
        return new Images(
                images.count(),
                images.height(),
                images.width(),
                images.channels(),
                images.classes(),
                pixels,
                images.labels());
    }
}
