package io.robusttransfer.worker.augment;

/**
 * A cut of the image, brought back to full size, bilinear (torchvision's RandomResizedCrop; Szegedy et al. 2015). torchvision draws area
 * and ratio again where the cut would not fit; here the ratio is drawn among those that fit, so that each image takes four numbers.
 * Ratios are relative to the image's own.
 *
 * @param top rows above the cut
 * @param left columns left of it
 */
record ResizedCrop(int top, int left, int height, int width) implements Variation {
    private static final double LEAST_AREA = .2;
    private static final double WIDEST = 4 / 3.;

    /**
     * The area's share is uniform on .2 to 1, the ratio of width to height log-uniform on 3/4 to 4/3, the place uniform.
     *
     * @param uniform four numbers on [0,1): area, ratio, row, column
     */
    static ResizedCrop drawn(double[] uniform, int height, int width) {
        double area = LEAST_AREA + (1 - LEAST_AREA) * uniform[0];
        double ratio = StrictMath.pow(Math.min(WIDEST, 1 / area), 2 * uniform[1] - 1);
        int rows = pixels(height * Math.sqrt(area / ratio), height);
        int columns = pixels(width * Math.sqrt(area * ratio), width);
        return new ResizedCrop(
                (int) (uniform[2] * (height - rows + 1)), (int) (uniform[3] * (width - columns + 1)), rows, columns);
    }

    private static int pixels(double side, int most) {
        return Math.max(1, Math.min(most, (int) Math.floor(side + 0.5)));
    }

    @Override
    public Picture apply(Picture image) {
        return image.with((y, x, c) ->
                image.between(top + source(y, height, image.height()), left + source(x, width, image.width()), c));
    }

    /** Where in the cut a pixel comes from: centres are at half-integers, and beyond the outermost ones the cut goes on as it ends. */
    private static double source(int to, int cut, int full) {
        return Math.max(0, Math.min(cut - 1, (to + 0.5) * cut / full - 0.5));
    }
}
