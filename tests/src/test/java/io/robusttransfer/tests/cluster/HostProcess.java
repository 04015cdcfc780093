package io.robusttransfer.tests.cluster;

import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A process of a pod's container, as this machine's kernel has it: for a node that is this machine. */
record HostProcess(long pid) {
    private static final Duration SOON = Duration.ofSeconds(10);

    /** @param program its name, such as {@code java} */
    static HostProcess of(Pod pod, String program) {
        return all(pod).stream()
                .filter(process -> read(process.pid, "comm").trim().equals(program))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + program + " of pod "
                        + pod.getMetadata().getName() + " runs on this machine: is its node another one?"));
    }

    /** Every process of every container. */
    static List<HostProcess> all(Pod pod) {
        String uid = pod.getMetadata().getUid();
        return ProcessHandle.allProcesses()
                .map(ProcessHandle::pid)
                .filter(pid -> read(pid, "cgroup").contains("pod" + uid)
                        || read(pid, "cgroup").contains("pod" + uid.replace('-', '_')))
                .map(HostProcess::new)
                .toList();
    }

    /** @param signal as in KILL */
    void signal(String signal) {
        Shell.run(Path.of("."), SOON, List.of("kill", "-" + signal, Long.toString(pid)));
    }

    boolean isAlive() {
        return Optional.of(pid).flatMap(ProcessHandle::of).isPresent();
    }

    private static String read(long pid, String file) {
        try {
            return Files.readString(Path.of("/proc", Long.toString(pid), file));
        } catch (IOException e) {
            // it ended meanwhile
            return "";
        }
    }
}
