package io.robusttransfer.worker.cli;

import java.io.File;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The commands that start this program again: in a process of its own, on the same Java, or typed by a person. */
final class JavaCommand {
    private static final int NATIVE_ACCESS_WARNS = 24;

    /** A word that no shell takes for anything else. */
    private static final Pattern PLAIN = Pattern.compile("[\\w./:@%+=,-]+");

    private JavaCommand() {}

    static List<String> of() {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-XX:+UseSerialGC");
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(argument -> argument.startsWith("-Xmx") || argument.startsWith("-XX:MaxRAMPercentage"))
                .forEach(command::add);
        if (Runtime.version().feature() >= NATIVE_ACCESS_WARNS) {
            command.add("--enable-native-access=ALL-UNNAMED");
        }
        command.add("-cp");
        command.add(System.getProperty("java.class.path"));
        command.add(Main.class.getName());
        return command;
    }

    /**
     * What a person types into a shell to start this program again, where it was started from.
     *
     * @param classPath as this process has it: the jar alone, where it was started with {@code -jar}
     */
    static String typed(String classPath, List<String> arguments) {
        String jar = classPath.endsWith(".jar") && !classPath.contains(File.pathSeparator) ? classPath : "worker.jar";
        return Stream.concat(Stream.of("java", "-jar", jar), arguments.stream())
                .map(word -> PLAIN.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'")
                .collect(Collectors.joining(" "));
    }
}
