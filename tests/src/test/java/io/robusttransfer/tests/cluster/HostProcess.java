package io.robusttransfer.tests.cluster;

import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The main process of a pod's container, as this machine's kernel has it: for a node that is this machine. */
record HostProcess(long pid) {
    private static final Duration SOON = Duration.ofSeconds(10);

    /** @param program its name, such as {@code java} */
    static HostProcess of(Pod pod, String program) {
        String uid = pod.getMetadata().getUid();
        List<ProcessHandle> all = ProcessHandle.allProcesses().toList();
        return all.stream()
                .map(ProcessHandle::pid)
                .filter(pid -> read(pid, "comm").trim().equals(program))
                .filter(pid -> read(pid, "cgroup").contains("pod" + uid)
                        || read(pid, "cgroup").contains("pod" + uid.replace('-', '_')))
                .findFirst()
                .map(HostProcess::new)
                .orElseThrow(() -> new AssertionError("no " + program + " of pod "
                        + pod.getMetadata().getName() + " runs on this machine: is its node another one?"));
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
