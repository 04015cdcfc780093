package io.robusttransfer.tests.scale;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** A process of this machine, in a pod or not. */
record LocalProcess(String pid) {
    private static final int TICKS_A_SECOND = 100;
    /** It fails where a thread ends meanwhile. */
    private static final int PIN_TRIALS = 5;

    private static final Set<String> OF_THE_CLUSTER = Set.of(
            "etcd",
            "kube-apiserver",
            "kube-controller-manager",
            "kube-scheduler",
            "kwok",
            "kubelet",
            "kube-proxy",
            "containerd");

    record Usage(double cpuSeconds, long residentMebibytes) {}

    /** The one operator on this machine. */
    static LocalProcess operator() {
        String wanted = System.getProperty("operator.pid", "");
        List<LocalProcess> found = all(line -> line.contains("quarkus-run.jar")).stream()
                .filter(process -> wanted.isEmpty() || wanted.equals(process.pid))
                .toList();
        assertThat(found).as("operators on this machine").hasSize(1);
        return found.get(0);
    }

    /** The control plane, KWOK and what else Kubernetes runs here. */
    static List<LocalProcess> cluster() {
        return all(line -> OF_THE_CLUSTER.contains(
                        Path.of(line.split("\0")[0]).getFileName().toString())
                || line.contains("kwok.yaml"));
    }

    /** Of each program of the cluster, so far. */
    static Map<String, Double> clusterCpuSeconds() throws IOException {
        Map<String, Double> seconds = new TreeMap<>();
        for (LocalProcess process : cluster()) {
            String program = Files.readString(Path.of("/proc", process.pid, "comm"));
            seconds.merge(program.strip(), process.usage().cpuSeconds(), Double::sum);
        }
        return seconds;
    }

    static LocalProcess self() {
        return new LocalProcess(Long.toString(ProcessHandle.current().pid()));
    }

    private static List<LocalProcess> all(Predicate<String> commandLine) {
        try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
            return processes
                    .filter(process -> process.getFileName().toString().matches("\\d+"))
                    .filter(process -> commandLine.test(commandLine(process)))
                    .map(process -> new LocalProcess(process.getFileName().toString()))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A program's path and its arguments, each followed by a zero; one space of a process that is gone or has none. */
    private static String commandLine(Path process) {
        try {
            String line = Files.readString(process.resolve("cmdline"));
            return line.isEmpty() ? " " : line;
        } catch (IOException gone) {
            return " ";
        }
    }

    Usage usage() throws IOException {
        Path proc = Path.of("/proc", pid);
        String[] stat = Files.readString(proc.resolve("stat"))
                .replaceFirst(".*\\) ", "")
                .split(" ");
        long resident = Files.readAllLines(proc.resolve("status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) >> 10)
                .findFirst()
                .orElseThrow();
        return new Usage((Long.parseLong(stat[11]) + Long.parseLong(stat[12])) / (double) TICKS_A_SECOND, resident);
    }

    /** All its threads, and those that they will start, run on these processors alone. */
    void pinTo(String processors) throws IOException, InterruptedException {
        String said = "";
        for (int trial = 0; trial < PIN_TRIALS; trial++) {
            Process taskset = new ProcessBuilder("taskset", "-a", "-c", "-p", processors, pid)
                    .redirectErrorStream(true)
                    .start();
            said = new String(taskset.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (taskset.waitFor() == 0) {
                return;
            }
        }
        throw new AssertionError(said);
    }
}
