package io.robusttransfer.worker.stage;

import io.robusttransfer.worker.tensor.Torch;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Map;
import java.util.TreeMap;

/**
 * The environment of a run: versions, device and machine, as manifests record them.
 *
 * @param version of this program
 */
public record RunEnvironment(String version) {
    Map<String, String> facts() {
        Map<String, String> facts = new TreeMap<>();
        facts.put("worker", version);
        facts.put("device", Torch.device().toString());
        facts.put("torch", Torch.description());
        facts.put("java", System.getProperty("java.vm.name") + " " + Runtime.version());
        facts.put("processor", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
        facts.put("host", host());
        return facts;
    }

    String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "unknown";
        }
    }
}
