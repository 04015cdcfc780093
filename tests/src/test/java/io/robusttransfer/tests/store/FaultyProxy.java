package io.robusttransfer.tests.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Stands between client and server and does harm, one planned fault per connection, then none. */
final class FaultyProxy implements AutoCloseable {
    /** What happens to one connection. */
    sealed interface Fault {
        /** Nothing. */
        record None() implements Fault {}

        /** Closed at once, as by a server that is not there. */
        record Refuse() implements Fault {}

        /** Closed when so many bytes of the request went through. */
        record CutRequest(long after) implements Fault {}

        /** Closed when so many bytes of the answer went through; 0 when the server was about to answer. */
        record CutAnswer(long after) implements Fault {}

        /** Answered here; the server hears nothing. */
        record Response(String status, String type, String body) implements Fault {}

        /** Never answered. */
        record Silence() implements Fault {}
    }

    private static final Pattern LENGTH = Pattern.compile("(?i)\r\ncontent-length: *(\\d+)");

    private final int upstream;
    private final ServerSocket listener;
    private final Queue<Fault> plan = new ConcurrentLinkedQueue<>();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger connections = new AtomicInteger();
    private volatile Supplier<Fault> otherwise = Fault.None::new;
    private volatile Fault.Response conditional;

    FaultyProxy(int upstream) throws IOException {
        this.upstream = upstream;
        this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        daemon(this::accept);
    }

    String endpoint() {
        return "http://127.0.0.1:" + listener.getLocalPort();
    }

    int connections() {
        return connections.get();
    }

    /** The fate of the next connections; those open now are closed. */
    void plan(Fault... faults) {
        plan.clear();
        plan.addAll(List.of(faults));
        closeAll();
        connections.set(0);
    }

    /** The fate of every connection that none is planned for. */
    void otherwise(Supplier<Fault> fault) {
        otherwise = fault;
        closeAll();
    }

    /** Answers, in the place of the server, every request that has a condition. */
    void answerConditional(Fault.Response answer) {
        conditional = answer;
        closeAll();
    }

    boolean planIsDone() {
        return plan.isEmpty();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                open.add(client);
                connections.incrementAndGet();
                Fault planned = plan.poll();
                Fault fault = planned == null ? otherwise.get() : planned;
                daemon(() -> serve(client, fault));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket client, Fault fault) {
        if (fault instanceof Fault.Refuse) {
            close(client);
        } else if (fault instanceof Fault.Silence) {
            pump(client, client, Long.MAX_VALUE, true);
        } else if (fault instanceof Fault.Response answer) {
            answer(client, answer, true);
        } else {
            forward(client, fault);
        }
    }

    private void forward(Socket client, Fault fault) {
        try {
            Socket server = new Socket(InetAddress.getLoopbackAddress(), upstream);
            open.add(server);
            long request = fault instanceof Fault.CutRequest cut ? cut.after() : Long.MAX_VALUE;
            long answer = fault instanceof Fault.CutAnswer cut ? cut.after() : Long.MAX_VALUE;
            daemon(() -> pump(client, server, request, false));
            pump(server, client, answer, false);
        } catch (IOException e) {
            close(client);
        }
    }

    private void pump(Socket from, Socket to, long limit, boolean swallow) {
        byte[] buffer = new byte[1 << 16];
        long passed = 0;
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                Fault.Response instead = conditional;
                if (instead != null && isConditional(buffer, n)) {
                    answer(from, instead, false);
                    return;
                }
                int pass = (int) Math.min(n, limit - passed);
                if (!swallow) {
                    out.write(buffer, 0, pass);
                    out.flush();
                }
                passed += pass;
                if (passed >= limit) {
                    break;
                }
            }
        } catch (IOException e) {
            // one side has gone; so goes the other
            close(to);
        } finally {
            close(from);
            close(to);
        }
    }

    private static boolean isConditional(byte[] buffer, int length) {
        return new String(buffer, 0, length, StandardCharsets.ISO_8859_1)
                .toLowerCase(Locale.ROOT)
                .contains("if-none-match:");
    }

    private void answer(Socket client, Fault.Response answer, boolean drain) {
        try {
            byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
            if (drain) {
                drain(client.getInputStream());
            }
            OutputStream out = client.getOutputStream();
            out.write(("HTTP/1.1 " + answer.status() + "\r\nContent-Type: " + answer.type() + "\r\nContent-Length: "
                            + body.length + "\r\nConnection: close\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            out.write(body);
            out.flush();
        } catch (IOException e) {
            close(client);
        } finally {
            close(client);
        }
    }

    /** Reads one request to its end, so that the answer is not lost to a reset. */
    private static void drain(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int c = in.read();
            if (c < 0) {
                return;
            }
            head.append((char) c);
        }
        Matcher length = LENGTH.matcher(head);
        in.skipNBytes(length.find() ? Long.parseLong(length.group(1)) : 0);
    }

    private void closeAll() {
        open.forEach(this::close);
    }

    private void close(Socket socket) {
        open.remove(socket);
        try {
            socket.close();
        } catch (IOException e) {
            return;
        }
    }

    private static void daemon(Runnable work) {
        Thread thread = new Thread(work, "faulty-proxy");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        listener.close();
        closeAll();
    }
}
