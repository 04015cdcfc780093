package io.robusttransfer.worker.shift;

/** The middle of an image, bilinear in this many times its size, cut to the image's: corners stay corners, as in scipy's zoom. */
record Zoom(double factor) {
    /** Where the pixels of one side come from. */
    private record Side(int from, double step, int skipped) {
        static Side of(int length, double factor) {
            int kept = (int) Math.ceil(length / factor);
            int zoomed = (int) Math.rint(kept * factor);
            return new Side((length - kept) / 2, (kept - 1.) / (zoomed - 1.), (zoomed - length) / 2);
        }

        double at(int place) {
            return from + step * (place + skipped);
        }
    }

    Raster of(Raster image) {
        Side down = Side.of(image.height(), factor);
        Side right = Side.of(image.width(), factor);
        return image.with((y, x, c) -> image.between(down.at(y), right.at(x), c, Edge.NEAREST));
    }
}
