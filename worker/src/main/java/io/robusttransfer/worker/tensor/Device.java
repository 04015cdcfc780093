package io.robusttransfer.worker.tensor;

import io.robusttransfer.worker.Failure;
import java.util.Locale;

/** Where tensors live; AUTO is CUDA where libtorch sees a GPU. */
public enum Device {
    AUTO,
    CPU,
    CUDA;

    public static Device parse(String name) {
        for (Device device : values()) {
            if (device.toString().equals(name)) {
                return device;
            }
        }
        throw new Failure.WrongInput("--device: '" + name + "' is none of auto, cpu, cuda");
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
