package io.robusttransfer.worker.evaluate;

import io.robusttransfer.crds.api.Measure;
import java.util.Optional;

/** The parts of an evaluation, one for each measure and head, and where they are kept. */
@FunctionalInterface
public interface KeptParts {
    Kept of(Measure measure, String head);

    /** Images as an attack moves them, which are no figures. */
    default Kept examples(Measure.InBall attack, String head) {
        return of(attack, head);
    }

    /** Where one part is kept. */
    interface Kept {
        /** The finished part. */
        Optional<byte[]> find();

        void keep(byte[] part);

        /** How far the unfinished part had come when it was last saved. */
        Optional<byte[]> resume();

        /**
         * Saves how far the part has come, unless that was done a moment ago.
         *
         * @param step rises with what is done
         */
        void save(long step, byte[] progress);
    }
}
