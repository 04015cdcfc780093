package io.robusttransfer.operator;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.Operator;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Beside an API server that has all that is waited for, and grants the Lease. */
class OperatorStartupTest {
    private final List<String> order = new CopyOnWriteArrayList<>();
    private final CountDownLatch leads = new CountDownLatch(1);
    private PretendedApi server;
    private KubernetesClient client;
    private volatile String lease;

    @BeforeEach
    void start() {
        server = PretendedApi.inTurn(this::answer);
        client = server.client();
    }

    @AfterEach
    void stop() {
        client.close();
        server.close();
    }

    @Test
    void the_lease_is_released_before_the_sdk_is_stopped_which_may_take_long() throws Exception {
        LeaderLease held = new LeaderLease(client, "system", Duration.ofSeconds(15), "one");
        held.elect(leads::countDown);
        assertThat(leads.await(1, TimeUnit.MINUTES)).isTrue();
        startup(held, () -> {}).stop(new ShutdownEvent());
        assertThat(order).containsExactly("released", "stopped");
        assertThat(held.leads()).isFalse();
    }

    @Test
    void whatever_keeps_the_operator_from_starting_is_said_and_ends_the_process() throws Exception {
        CountDownLatch said = new CountDownLatch(1);
        Logger logger = Logger.getLogger(OperatorStartup.class.getName());
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord line) {
                if (line.getMessage().equals("the operator could not start")
                        && line.getThrown() instanceof IllegalStateException) {
                    said.countDown();
                }
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        logger.addHandler(handler);
        LeaderLease free = new LeaderLease(client, "system", Duration.ofSeconds(15), "one");
        OperatorStartup startup = startup(free, () -> {
            throw new IllegalStateException("no thread could be started");
        });
        startup.start(new StartupEvent());
        assertThat(said.await(1, TimeUnit.MINUTES)).isTrue();
        startup.stop(new ShutdownEvent());
        logger.removeHandler(handler);
    }

    private OperatorStartup startup(LeaderLease held, Runnable starting) {
        Operator operator = new Operator(overrider -> overrider.withKubernetesClient(client)) {
            @Override
            public synchronized void start() {
                starting.run();
            }

            @Override
            public void stop() {
                order.add("stopped");
            }
        };
        return new OperatorStartup(
                client,
                operator,
                held,
                new ReconciliationFactory(client, new SimpleMeterRegistry(), "worker:1", "one"),
                Set.of("research"));
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        byte[] body = exchange.getRequestBody().readAllBytes();
        String answer = "{\"kind\": \"List\", \"apiVersion\": \"v1\", \"items\": []}";
        if (path.contains("/leases")) {
            if (new String(body, StandardCharsets.UTF_8).contains("\"holderIdentity\":\"\"")) {
                order.add("released");
            } else if (exchange.getRequestMethod().equals("POST")) {
                lease = new String(body, StandardCharsets.UTF_8);
            }
            answer = lease;
        }
        byte[] bytes = answer == null ? new byte[0] : answer.getBytes(StandardCharsets.UTF_8);
        PretendedApi.respond(exchange, answer == null ? 404 : 200, bytes);
    }
}
