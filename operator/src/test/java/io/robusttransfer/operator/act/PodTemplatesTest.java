package io.robusttransfer.operator.act;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.robusttransfer.operator.PretendedApi;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PodTemplatesTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final ResourceID NAME = new ResourceID("gpus", "research");

    private final AtomicInteger reads = new AtomicInteger();
    private volatile int answer = 200;
    private final PretendedApi api = PretendedApi.inTurn(exchange -> {
        reads.incrementAndGet();
        String body = "{\"apiVersion\":\"v1\",\"kind\":\"PodTemplate\",\"metadata\":{\"name\":\"gpus\"}}";
        PretendedApi.respond(exchange, answer, body.getBytes(UTF_8));
    });
    private final KubernetesClient client = api.client();
    private final PodTemplates templates = new PodTemplates(client);

    @AfterEach
    void stop() {
        client.close();
        api.close();
    }

    @Test
    void one_is_read_once_in_five_seconds() {
        assertThat(templates.find(NAME, false, NOW)).isPresent();
        assertThat(templates.find(NAME, false, NOW.plusMillis(4999))).isPresent();
        assertThat(reads).hasValue(1);
        assertThat(templates.find(NAME, false, NOW.plusMillis(5000))).isPresent();
        assertThat(reads).hasValue(2);
    }

    @Test
    void one_that_may_have_been_mended_is_read_at_once() {
        templates.find(NAME, false, NOW);
        templates.find(NAME, true, NOW);
        assertThat(reads).hasValue(2);
    }

    @Test
    void one_that_is_missing_is_asked_for_each_time() {
        answer = 404;
        assertThat(templates.find(NAME, false, NOW)).isEmpty();
        assertThat(templates.find(NAME, false, NOW)).isEmpty();
        assertThat(reads).hasValue(2);
    }
}
