package io.robusttransfer.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.eclipse.microprofile.health.HealthCheckResponse.Status;
import org.junit.jupiter.api.Test;

/** Two instances beside an API server that knows one Lease. */
class LeaderLeaseTest {
    private static final Duration LEASE = Duration.ofSeconds(15);
    private static final Duration SHORT = Duration.ofSeconds(3);

    private final ApiServer api = new ApiServer();

    @Test
    void one_that_leads_asks_at_most_eight_times_while_a_lease_lasts_and_one_that_waits_at_most_ten_times()
            throws IOException, InterruptedException {
        try (Instance first = new Instance("first");
                Instance second = new Instance("second")) {
            first.elect();
            assertThat(first.leads.await(1, TimeUnit.MINUTES)).isTrue();
            second.elect();
            int before = first.calls.get();
            assertThat(second.leads.await(LEASE.toSeconds(), TimeUnit.SECONDS))
                    .as("beside another")
                    .isFalse();
            assertThat(first.calls.get() - before).isBetween(4, 10); // the wait may have lasted longer
            assertThat(second.calls.get()).isBetween(3, 11);
            assertThat(first.lease.leads()).isTrue();
            assertThat(second.lease.leads()).isFalse();
        }
    }

    @Test
    void one_that_waits_leads_within_five_seconds_of_a_release() throws IOException, InterruptedException {
        try (Instance first = new Instance("first");
                Instance second = new Instance("second")) {
            first.elect();
            assertThat(first.leads.await(1, TimeUnit.MINUTES)).isTrue();
            second.elect();
            first.lease.stopping();
            first.lease.release();
            assertThat(second.leads.await(5, TimeUnit.SECONDS)).isTrue();
            assertThat(api.holder()).startsWith("second_");
        }
    }

    @Test
    void a_lease_that_lacks_what_operators_write_is_taken() throws Exception {
        for (String spec : List.of(
                "null",
                "{}",
                "{\"holderIdentity\": null, \"leaseDurationSeconds\": 1}",
                "{\"holderIdentity\": \"other\", \"leaseDurationSeconds\": 1}",
                "{\"holderIdentity\": \"other\", \"renewTime\": \"2026-01-01T00:00:00.000000Z\"}")) {
            api.has(spec);
            try (Instance one = new Instance("one", SHORT)) {
                one.elect();
                assertThat(one.leads.await(30, TimeUnit.SECONDS)).as(spec).isTrue();
                assertThat(api.holder()).as(spec).startsWith("one_");
            }
        }
    }

    @Test
    void a_lease_that_cannot_be_read_is_asked_for_until_it_is_mended() throws Exception {
        api.has("{\"holderIdentity\": \"other\", \"leaseDurationSeconds\": 1, \"renewTime\": \"yesterday\"}");
        try (Instance one = new Instance("one", SHORT)) {
            one.elect();
            assertThat(one.leads.await(4, TimeUnit.SECONDS)).isFalse();
            assertThat(one.calls.get()).isGreaterThan(2);
            assertThat(one.lease.call().getStatus()).isEqualTo(Status.UP);
            api.has("{}");
            assertThat(one.leads.await(30, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void the_process_is_alive_until_nobody_asks_for_the_lease_any_more() throws Exception {
        try (Instance one = new Instance("one", SHORT)) {
            assertThat(one.lease.call().getStatus()).as("before it is elected").isEqualTo(Status.UP);
            one.elect();
            assertThat(one.leads.await(30, TimeUnit.SECONDS)).isTrue();
            assertThat(one.lease.call().getStatus()).isEqualTo(Status.UP);
            one.lease.stopping();
            await(() -> one.lease.call().getStatus() == Status.DOWN);
            assertThat(one.lease.call().getData().orElseThrow().get("problem"))
                    .asString()
                    .startsWith("the Lease was last asked for ");
        }
    }

    @Test
    void one_whose_lease_another_has_taken_leads_no_more() throws Exception {
        try (Instance one = new Instance("one", SHORT)) {
            one.elect();
            assertThat(one.leads.await(30, TimeUnit.SECONDS)).isTrue();
            api.has(ofAnother());
            await(() -> !one.lease.leads());
            assertThat(api.holder()).isEqualTo("other");
        }
    }

    @Test
    void of_two_processes_of_one_name_one_leads_and_releases_what_is_its_own() throws Exception {
        try (Instance one = new Instance("same", SHORT);
                Instance other = new Instance("same", SHORT)) {
            one.elect();
            assertThat(one.leads.await(30, TimeUnit.SECONDS)).isTrue();
            other.elect();
            assertThat(other.leads.await(2 * SHORT.toSeconds(), TimeUnit.SECONDS))
                    .isFalse();
            String holder = api.holder();
            other.lease.stopping();
            other.lease.release();
            assertThat(api.holder()).isEqualTo(holder);
            assertThat(one.lease.leads()).isTrue();
        }
    }

    @Test
    void a_lease_that_does_not_last_whole_seconds_is_refused_by_its_name() {
        for (Duration wrong :
                List.of(Duration.ofMillis(1500), Duration.ofMillis(15_500), Duration.ZERO, Duration.ofSeconds(-15))) {
            assertThatThrownBy(() -> new LeaderLease(null, "system", wrong, "one"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage(
                            "RT_LEASE_DURATION is " + wrong + ": it has to be a whole number of seconds, such as 15s");
        }
    }

    @Test
    void a_lease_that_another_holds_is_not_released() throws Exception {
        try (Instance one = new Instance("one", LEASE)) {
            one.elect();
            assertThat(one.leads.await(30, TimeUnit.SECONDS)).isTrue();
            api.has(ofAnother());
            one.lease.stopping();
            one.lease.release();
            assertThat(api.holder()).isEqualTo("other");
        }
    }

    @Test
    void one_whose_renewal_hangs_does_not_lead_while_another_may() throws Exception {
        try (Instance one = new Instance("one", SHORT);
                Instance two = new Instance("two", SHORT)) {
            one.elect();
            assertThat(one.leads.await(30, TimeUnit.SECONDS)).isTrue();
            two.elect();
            one.hang();
            await(() -> {
                boolean second = two.lease.leads();
                assertThat(second && one.lease.leads()).as("both lead").isFalse();
                return second;
            });
            one.goOn();
            await(() -> api.holder().startsWith("two_") && one.answered.get() > 0);
            assertThat(one.lease.leads()).isFalse();
        }
    }

    @Test
    void one_whose_renewal_hung_begins_anew_when_it_is_answered_and_nobody_else_led() throws Exception {
        try (Instance one = new Instance("one", SHORT)) {
            one.elect();
            assertThat(one.leads.await(30, TimeUnit.SECONDS)).isTrue();
            one.hang();
            await(() -> !one.lease.leads());
            int before = one.begins.get();
            one.goOn();
            await(one.lease::leads);
            await(() -> one.begins.get() > before);
        }
    }

    @Test
    void a_dead_holder_whose_clock_was_ahead_is_waited_for_no_longer_than_its_lease_lasts() throws Exception {
        api.has(ofAnother(SHORT, Duration.ofHours(1)));
        try (Instance one = new Instance("one", SHORT)) {
            one.elect();
            assertThat(one.leads.await(30, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void a_holder_whose_clock_is_behind_keeps_its_lease_as_long_as_it_renews_it() throws Exception {
        try (Instance one = new Instance("one", SHORT)) {
            api.has(ofAnother(SHORT, Duration.ofHours(-1)));
            one.elect();
            for (long until = System.nanoTime() + SHORT.multipliedBy(3).toNanos(); System.nanoTime() < until; ) {
                api.has(ofAnother(SHORT, Duration.ofHours(-1)));
                assertThat(one.leads.await(500, TimeUnit.MILLISECONDS)).isFalse();
            }
            assertThat(one.leads.await(30, TimeUnit.SECONDS))
                    .as("when it renews it no more")
                    .isTrue();
        }
    }

    private static String ofAnother() {
        return ofAnother(Duration.ofMinutes(1), Duration.ZERO);
    }

    /** @param ahead by how much its clock is */
    private static String ofAnother(Duration lease, Duration ahead) {
        return "{\"holderIdentity\": \"other\", \"leaseDurationSeconds\": %d, \"renewTime\": \"%s\"}"
                .formatted(lease.toSeconds(), Instant.now().plus(ahead).truncatedTo(ChronoUnit.MICROS));
    }

    private static void await(BooleanSupplier holds) throws InterruptedException {
        CountDownLatch never = new CountDownLatch(1);
        for (int i = 0; i < 600; i++) {
            if (holds.getAsBoolean()) {
                return;
            }
            assertThat(never.await(100, TimeUnit.MILLISECONDS)).isFalse();
        }
        fail("not within a minute");
    }

    /** An operator's Lease, its client, and how many requests that makes. */
    private final class Instance implements AutoCloseable {
        final AtomicInteger calls = new AtomicInteger();
        final AtomicInteger answered = new AtomicInteger();
        final AtomicInteger begins = new AtomicInteger();
        final CountDownLatch leads = new CountDownLatch(1);
        private volatile CountDownLatch hanging = new CountDownLatch(0);
        final LeaderLease lease;
        private final PretendedApi server;
        private final KubernetesClient client;

        Instance(String name) throws IOException {
            this(name, LEASE);
        }

        Instance(String name, Duration duration) throws IOException {
            server = PretendedApi.inTurn(exchange -> {
                calls.incrementAndGet();
                try {
                    hanging.await();
                } catch (InterruptedException e) {
                    throw new IOException(e);
                }
                api.answer(exchange);
                answered.incrementAndGet();
            });
            client = server.client();
            lease = new LeaderLease(client, "system", duration, name);
        }

        void elect() {
            lease.elect(() -> {
                begins.incrementAndGet();
                leads.countDown();
            });
        }

        /** From now on its requests wait for their answers. */
        void hang() {
            answered.set(0);
            hanging = new CountDownLatch(1);
        }

        void goOn() {
            hanging.countDown();
        }

        @Override
        public void close() {
            goOn();
            lease.stopping();
            client.close();
            server.close();
        }
    }

    /** Its Lease, if there is one; a write names the version that it changes. */
    private static final class ApiServer {
        private static final ObjectMapper MAPPER = new ObjectMapper();

        private ObjectNode lease;
        private int version;

        synchronized String holder() {
            return lease.at("/spec/holderIdentity").asText();
        }

        /** @param spec of the Lease, whoever held it */
        synchronized void has(String spec) throws IOException {
            lease = (ObjectNode) MAPPER.readTree("{\"apiVersion\": \"coordination.k8s.io/v1\", \"kind\": \"Lease\","
                    + " \"metadata\": {\"namespace\": \"system\", \"name\": \"robust-transfer-operator\"}}");
            lease.set("spec", MAPPER.readTree(spec));
            ((ObjectNode) lease.path("metadata")).put("resourceVersion", Integer.toString(++version));
        }

        synchronized void answer(HttpExchange exchange) throws IOException {
            switch (exchange.getRequestMethod()) {
                case "GET" -> respond(exchange, lease == null ? 404 : 200);
                case "POST" -> {
                    lease = (ObjectNode) MAPPER.readTree(exchange.getRequestBody());
                    respond(exchange, 201);
                }
                case "PATCH" -> {
                    ObjectNode patch = (ObjectNode) MAPPER.readTree(exchange.getRequestBody());
                    boolean current = patch.at("/metadata/resourceVersion").asInt() == version;
                    if (current) {
                        if (!lease.path("spec").isObject()) {
                            lease.putObject("spec");
                        }
                        ((ObjectNode) lease.path("spec")).setAll((ObjectNode) patch.path("spec"));
                    }
                    respond(exchange, current ? 200 : 409);
                }
                default -> respond(exchange, 405);
            }
        }

        private void respond(HttpExchange exchange, int code) throws IOException {
            ObjectNode body = lease;
            if (code >= 400) {
                body = MAPPER.createObjectNode()
                        .put("kind", "Status")
                        .put("apiVersion", "v1")
                        .put("code", code);
            } else if (!exchange.getRequestMethod().equals("GET")) {
                ((ObjectNode) lease.path("metadata")).put("resourceVersion", Integer.toString(++version));
            }
            byte[] bytes = MAPPER.writeValueAsBytes(body);
            PretendedApi.respond(exchange, code, bytes);
        }
    }
}
