package io.robusttransfer.worker.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.robusttransfer.worker.Failure;
import io.robusttransfer.worker.stage.Event;
import io.robusttransfer.worker.tensor.Torch;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * A child process that works on lists of stages. It reads their numbers from its standard input, one a line, and reports events
 * as lines of JSON. When its input ends it saves and stops, so it does not outlive this process, however that ends.
 */
final class Child {
    /** A message of a child: an event, or at its end the exit code. */
    sealed interface Message {
        Child from();

        record Said(Child from, Event event) implements Message {}

        record Exited(Child from, int code, String lastWords) implements Message {}
    }

    private static final int LAST_LINES = 20;

    private final Process process;
    private final Map<String, String> environment;
    private final BufferedWriter input;

    private Child(Process process, Map<String, String> environment) {
        this.process = process;
        this.environment = environment;
        this.input = new BufferedWriter(new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8));
    }

    /** @param environment beside that of this process */
    static Child start(List<String> command, Map<String, String> environment, Consumer<Message> listener) {
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().putAll(Torch.environment());
        builder.environment().putAll(environment);
        try {
            Child child = new Child(builder.start(), environment);
            child.listen(listener);
            return child;
        } catch (IOException e) {
            throw new Failure.OutOfReach("cannot start " + command.get(0) + ": " + e.getMessage(), e);
        }
    }

    /** Gives it a list to work on. */
    void work(int list) {
        try {
            input.write(list + "\n");
            input.flush();
        } catch (IOException e) {
            // the child is gone; its exit is seen elsewhere
            stop();
        }
    }

    /** Gives the child no more lists, so that it ends after those that it has. */
    void finish() {
        try {
            input.close();
        } catch (IOException e) {
            stop();
        }
    }

    /** Asks the child to save and end. */
    void stop() {
        // by its handle, which keeps its output open
        process.toHandle().destroy();
    }

    /** Waits for the end of the child, and kills it when that takes longer. */
    void await(long seconds) throws InterruptedException {
        if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
    }

    /** The environment variables that the child was started with. */
    Map<String, String> environment() {
        return environment;
    }

    long pid() {
        return process.pid();
    }

    private void listen(Consumer<Message> listener) {
        StringBuilder lastWords = new StringBuilder();
        Thread errors = new Thread(
                () -> process.errorReader(StandardCharsets.UTF_8).lines().forEach(line -> {
                    synchronized (lastWords) {
                        lastWords.append(line).append('\n');
                        while (lastWords.chars().filter(c -> c == '\n').count() > LAST_LINES) {
                            lastWords.delete(0, lastWords.indexOf("\n") + 1);
                        }
                    }
                }));
        errors.setDaemon(true);
        errors.start();
        Thread events = new Thread(() -> {
            ObjectMapper mapper = new ObjectMapper();
            try (BufferedReader reader =
                    new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
                for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                    listener.accept(new Message.Said(this, event(mapper, line)));
                }
                errors.join();
                int code = process.waitFor();
                synchronized (lastWords) {
                    listener.accept(
                            new Message.Exited(this, code, lastWords.toString().strip()));
                }
            } catch (IOException e) {
                process.destroy();
                listener.accept(new Message.Exited(this, 1, e.getMessage()));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        events.setDaemon(true);
        events.start();
    }

    private static Event event(ObjectMapper mapper, String line) {
        try {
            return mapper.readValue(line, Event.class);
        } catch (JsonProcessingException e) {
            return new Event.Note(line);
        }
    }
}
