package io.robusttransfer.worker.shift;

/** What stands beyond the border of an image. */
enum Edge {
    /** The last pixel: a a | a b c | c c. */
    NEAREST {
        @Override
        int inside(int place, int length) {
            return Math.max(0, Math.min(length - 1, place));
        }
    },
    /** The image again, mirrored between two pixels: b a | a b c | c b. */
    REFLECT {
        @Override
        int inside(int place, int length) {
            int turn = Math.floorMod(place, 2 * length);
            return Math.min(turn, 2 * length - 1 - turn);
        }
    },
    /** The image again, mirrored at its last pixel: c b | a b c | b a. */
    MIRROR {
        @Override
        int inside(int place, int length) {
            if (length == 1) {
                return 0;
            }
            int turn = Math.floorMod(place, 2 * length - 2);
            return Math.min(turn, 2 * length - 2 - turn);
        }
    };

    /** The place within 0, …, length - 1 whose value stands at any place. */
    abstract int inside(int place, int length);
}
