package io.robusttransfer.worker.tensor;

import io.robusttransfer.worker.Failure;
import java.util.Locale;

/** What to compute on; AUTO is CUDA where libtorch finds a GPU. */
public enum Device {
    AUTO,
    CPU,
    CUDA;

    /** @param field where the name was written, for messages */
    public static Device parse(String field, String name) {
        for (Device device : values()) {
            if (device.toString().equals(name)) {
                return device;
            }
        }
        throw new Failure.WrongInput(field + ": '" + name + "' is none of auto, cpu, cuda");
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
