package io.robusttransfer.worker.cli;

import io.robusttransfer.crds.protocol.JobInput;
import io.robusttransfer.worker.tensor.Device;
import java.util.Map;
import picocli.CommandLine.Option;

/** The option that says what to compute on. It takes precedence over the environment. */
final class DeviceOption {
    @Option(
            names = "--device",
            paramLabel = "auto|cpu|cuda",
            description =
                    "What to compute on (default: what " + JobInput.DEVICE + " says, else a GPU where there is one).")
    private String device;

    Device wanted() {
        return device == null ? wanted(System.getenv()) : Device.parse("--device", device);
    }

    /** Where there is no such option. */
    static Device wanted(Map<String, String> environment) {
        return Device.parse(JobInput.DEVICE, environment.getOrDefault(JobInput.DEVICE, Device.AUTO.toString()));
    }
}
