package io.robusttransfer.operator.act;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.robusttransfer.crds.api.ExperimentStatus;
import io.robusttransfer.crds.api.RobustTransferExperiment;
import io.robusttransfer.operator.PretendedApi;
import io.robusttransfer.operator.decide.Decision.Orphan;
import io.robusttransfer.operator.observe.ExperimentCache;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Beside an API server that answers each deletion of a pod with one code. */
class OrphanWriterTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Orphan ORPHAN = new Orphan("rt-a-1-xyz", "uid of the pod", "rt-a-1");

    private final RobustTransferExperiment experiment = new KubernetesSerialization()
            .unmarshal(
                    OrphanWriterTest.class.getResourceAsStream("/io/robusttransfer/operator/quickstart-as-served.json"),
                    RobustTransferExperiment.class);
    private final ExperimentCache cache = new ExperimentCache();
    private final List<String> deletions = new ArrayList<>();
    private final List<JsonNode> events = new ArrayList<>();
    private PretendedApi server;
    private KubernetesClient client;
    private OrphanWriter writer;
    private Instant now = Instant.EPOCH;
    private int code = 200;
    private String words = "";
    private boolean leads = true;

    @BeforeEach
    void start() {
        server = PretendedApi.inTurn(this::answer);
        client = server.client(config -> config.withRequestRetryBackoffLimit(2).withRequestRetryBackoffInterval(1));
        OperatorMetrics metrics = new OperatorMetrics(new SimpleMeterRegistry());
        writer = new OrphanWriter(
                UnrepeatedClient.of(client), metrics, new EventWriter(client, metrics, "operator-1"), () -> leads);
    }

    @AfterEach
    void stop() {
        client.close();
        server.close();
    }

    @Test
    void a_pod_is_deleted_under_its_uid_so_that_another_of_its_name_is_not() {
        end();
        assertThat(deletions).containsExactly("/api/v1/namespaces/research/pods/rt-a-1-xyz uid of the pod");
        assertThat(events).singleElement().matches(event -> said(event, "Normal", "Orphaned"));
    }

    @Test
    void of_a_pod_that_is_gone_or_another_s_by_now_nothing_is_said() {
        code = 404;
        end();
        code = 409;
        String conflict = "Operation cannot be fulfilled on Pod \\\"rt-a-1-xyz\\\": ";
        words = conflict
                + "the UID in the precondition (uid of the pod) does not match the UID in record (another). The"
                + " object might have been deleted and then recreated";
        end();
        words = conflict + "StorageError: invalid object, Code: 4, Key: /registry/pods/research/rt-a-1-xyz,"
                + " ResourceVersion: 0, AdditionalErrorMsg: Precondition failed: UID in precondition: uid of the pod, UID in"
                + " object meta: ";
        end();
        assertThat(deletions).hasSize(3);
        assertThat(events).isEmpty();
        assertThat(cache.failedDeletions().obstacles()).isEmpty();
    }

    @Test
    void a_conflict_about_anything_else_does_not_mean_that_the_pod_is_gone() {
        code = 409;
        words = "admission webhook \\\"v.example.org\\\" denied the request: a backup is under way";
        end();
        assertThat(cache.failedDeletions().obstacles().get(ORPHAN.uid()).message())
                .contains("a backup is under way");
        assertThat(events).singleElement().matches(event -> said(event, "Warning", "OrphanStays"));
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 403, 422})
    void a_pod_that_may_not_be_deleted_is_said_once_and_tried_again_after_a_pause(int refusal) {
        code = refusal;
        end();
        now = now.plusSeconds(14);
        end();
        assertThat(deletions).hasSize(1);
        now = now.plusSeconds(1);
        end();
        assertThat(deletions).hasSize(2);
        assertThat(events)
                .singleElement()
                .matches(event -> said(event, "Warning", "OrphanStays"))
                .matches(event -> event.path("note").asText().contains("pod rt-a-1-xyz")
                        && event.path("note").asText().contains("because of " + refusal));
        assertThat(cache.failedDeletions().obstacles().get(ORPHAN.uid()))
                .matches(why -> why.reason().equals("OrphanStays")
                        && why.message().equals(events.get(0).path("note").asText()));
    }

    @Test
    void an_api_server_that_fails_is_asked_again_in_another_reconciliation_and_keeps_nothing_else_from_being_done() {
        code = 500;
        end();
        assertThat(events).isEmpty();
        now = now.plusSeconds(1);
        code = 200;
        end();
        assertThat(deletions).hasSize(2);
        assertThat(cache.failedDeletions().obstacles()).isEmpty();
    }

    @Test
    void one_that_leads_no_more_ends_no_pod() {
        leads = false;
        end();
        assertThat(deletions).isEmpty();
        assertThat(events).isEmpty();
        assertThat(cache.failedDeletions().obstacles()).isEmpty();
    }

    private void end() {
        writer.end(experiment, cache, ExperimentStatus.empty(), List.of(ORPHAN), now);
    }

    private static boolean said(JsonNode event, String type, String reason) {
        return event.path("type").asText().equals(type)
                && event.path("reason").asText().equals(reason);
    }

    private void answer(HttpExchange exchange) throws IOException {
        JsonNode body = JSON.readTree(exchange.getRequestBody());
        boolean deletion = exchange.getRequestMethod().equals("DELETE");
        if (deletion) {
            deletions.add(exchange.getRequestURI().getPath() + " "
                    + body.at("/preconditions/uid").asText());
        } else {
            events.add(body);
        }
        int answer = deletion ? code : 201;
        byte[] said = (answer < 300
                        ? body.toString()
                        : "{\"kind\": \"Status\", \"apiVersion\": \"v1\", \"code\": " + answer + ", \"message\": \""
                                + (words.isEmpty() ? "because of " + answer : words) + "\"}")
                .getBytes(StandardCharsets.UTF_8);
        PretendedApi.respond(exchange, answer, said);
    }
}
