package io.robusttransfer.worker.data;

import io.robusttransfer.worker.Failure.WrongInput;
import java.util.function.Supplier;

/** Java's memory, which images may outgrow. How much is free is known only by trying to take it. */
final class Memory {
    private static final long MEGABYTE = 1_000_000;
    private static final long GIGABYTE = 1_000 * MEGABYTE;

    private Memory() {}

    /** @param bytes what {@code make} is about to take */
    static <T> T take(String what, long bytes, Supplier<T> make) {
        try {
            return make.get();
        } catch (OutOfMemoryError e) {
            long most = Runtime.getRuntime().maxMemory();
            // three copies: as read, as the study wants them, and as each stage chooses from them
            long enough = 1 + 3 * bytes / GIGABYTE;
            throw new WrongInput(
                    "%s would take %d MB, and this Java has %d MB of memory in all: give it more, such as java -Xmx%dg (a pod: a higher limit of memory), or use fewer or smaller images"
                            .formatted(what, bytes / MEGABYTE, most / MEGABYTE, enough),
                    e);
        }
    }
}
