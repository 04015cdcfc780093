package io.robusttransfer.tests.run;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A shell that is there already, so that a signal arrives within a millisecond. */
final class Signals implements AutoCloseable {
    private final Process shell;
    private final BufferedReader answers;

    Signals() throws IOException {
        shell = new ProcessBuilder("sh").redirectErrorStream(true).start();
        answers = new BufferedReader(new InputStreamReader(shell.getInputStream(), StandardCharsets.UTF_8));
    }

    /** @param name as in INT */
    void send(String name, ProcessHandle... processes) {
        String pids = Stream.of(processes).map(p -> Long.toString(p.pid())).collect(Collectors.joining(" "));
        try {
            shell.getOutputStream()
                    .write(("kill -" + name + " " + pids + "; echo sent\n").getBytes(StandardCharsets.US_ASCII));
            shell.getOutputStream().flush();
            answers.readLine();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        shell.destroy();
    }
}
