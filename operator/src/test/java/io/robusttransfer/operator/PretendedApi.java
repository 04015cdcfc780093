package io.robusttransfer.operator;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.UnaryOperator;

/** What a test lets an API server answer, over HTTP on this machine. */
public final class PretendedApi implements AutoCloseable {
    private final HttpServer server;
    private final ExecutorService threads;

    private PretendedApi(HttpHandler answers, ExecutorService threads) {
        this.threads = threads;
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(threads);
        server.createContext("/", answers);
        server.start();
    }

    /** One that answers a request after the other. */
    public static PretendedApi inTurn(HttpHandler answers) {
        return new PretendedApi(answers, Executors.newSingleThreadExecutor());
    }

    /** One that answers requests beside each other. */
    public static PretendedApi atOnce(HttpHandler answers) {
        return new PretendedApi(answers, Executors.newCachedThreadPool());
    }

    public KubernetesClient client() {
        return client(config -> config);
    }

    /** @param with what the test wants of the client beside the address */
    public KubernetesClient client(UnaryOperator<ConfigBuilder> with) {
        ConfigBuilder address = new ConfigBuilder()
                .withMasterUrl("http://127.0.0.1:" + server.getAddress().getPort());
        return new KubernetesClientBuilder()
                .withConfig(with.apply(address).build())
                .build();
    }

    /** @param json may be empty: then there is no body */
    public static void respond(HttpExchange exchange, int code, byte[] json) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(code, json.length == 0 ? -1 : json.length);
        exchange.getResponseBody().write(json);
        exchange.close();
    }

    /** A watch that shows nothing: over HTTP, which the client comes to when it is not answered as a WebSocket. */
    public static void watch(HttpExchange exchange) throws IOException {
        boolean webSocket = exchange.getRequestHeaders().containsKey("Upgrade");
        exchange.sendResponseHeaders(200, webSocket ? -1 : 0);
        if (webSocket) {
            exchange.close();
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
