package io.robusttransfer.tests.cluster;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The scripts of RT_CLUSTER_KIT, which made the cluster on this machine: what only its maker can do to it. */
public record Kit(Path scripts, Path home) {
    private static final Duration LONGEST = Duration.ofMinutes(5);

    /** @param why what the test does that a KUBECONFIG alone does not allow */
    public static Kit orSkip(String why) {
        Optional<Kit> kit = find();
        assumeTrue(kit.isPresent(), why + ": RT_CLUSTER_KIT does not name the scripts that made the cluster");
        return kit.orElseThrow();
    }

    static Optional<Kit> find() {
        return Optional.ofNullable(System.getenv("RT_CLUSTER_KIT"))
                .map(Path::of)
                .filter(scripts -> Files.isRegularFile(scripts.resolve("component.sh")))
                .map(scripts -> new Kit(scripts, homeHere()));
    }

    /** Where the kit keeps its cluster, by the kit's own rule. */
    private static Path homeHere() {
        String named = System.getenv("RT_CLUSTER_HOME");
        return named == null ? Path.of(System.getenv("HOME"), ".cache", "rt-cluster") : Path.of(named);
    }

    /** A program of PATH, or one that the kit built. */
    static String program(String name) {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable)
                .findFirst()
                .or(() -> find().map(kit -> kit.home().resolve("bin").resolve(name))
                        .filter(Files::isExecutable))
                .orElseThrow(() -> new AssertionError("no " + name + " in PATH: the tests on a cluster need it"))
                .toString();
    }

    /** @param script such as {@code component.sh} */
    String run(String script, String... arguments) {
        List<String> command =
                new ArrayList<>(List.of("bash", scripts.resolve(script).toString()));
        command.addAll(List.of(arguments));
        return Shell.run(scripts, LONGEST, command);
    }

    Path auditLog() {
        return home.resolve("log").resolve("audit.log");
    }
}
