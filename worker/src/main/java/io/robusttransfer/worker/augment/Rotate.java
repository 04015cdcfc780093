package io.robusttransfer.worker.augment;

/** Turned counter-clockwise about the image's centre, bilinear; what comes from outside is black. */
record Rotate(double degrees) implements Variation {
    private static final double MOST = 15;

    /** @param uniform on [0,1) */
    static Rotate drawn(double uniform) {
        return new Rotate((2 * uniform - 1) * MOST);
    }

    @Override
    public Picture apply(Picture image) {
        double angle = degrees * Math.PI / 180;
        double cos = StrictMath.cos(angle);
        double sin = StrictMath.sin(angle);
        double centreY = (image.height() - 1) / 2.;
        double centreX = (image.width() - 1) / 2.;
        return image.with((y, x, c) -> {
            double down = y - centreY;
            double right = x - centreX;
            return image.between(centreY + right * sin + down * cos, centreX + right * cos - down * sin, c);
        });
    }
}
