package io.robusttransfer.worker.stage;

import io.robusttransfer.worker.tensor.Torch;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Map;
import java.util.TreeMap;

/**
 * Where results come from, for their manifests.
 *
 * @param version of this program
 */
public record Surroundings(String version) {
    Map<String, String> environment() {
        Map<String, String> environment = new TreeMap<>();
        environment.put("worker", version);
        environment.put("device", Torch.device().toString());
        environment.put("torch", Torch.description());
        environment.put("java", System.getProperty("java.vm.name") + " " + Runtime.version());
        environment.put("processor", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
        environment.put("host", host());
        return environment;
    }

    String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "unknown";
        }
    }
}
