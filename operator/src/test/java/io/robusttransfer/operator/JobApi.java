package io.robusttransfer.operator;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.robusttransfer.operator.job.JobMetadata;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Semaphore;

/** An API server that creates Jobs, each under a name that is free; no two that run do the same stage. It knows nothing else. */
final class JobApi implements AutoCloseable {
    private static final KubernetesSerialization JSON = new KubernetesSerialization();

    private final PretendedApi server = PretendedApi.atOnce(this::answer);
    private final Map<String, Job> byName = new LinkedHashMap<>();
    private final Set<String> ended = new TreeSet<>();
    private final List<Job> late = new ArrayList<>();
    private final Map<String, Integer> deletionAnswers = new HashMap<>();
    private final List<String> deletions = new ArrayList<>();
    private final List<String> asked = new ArrayList<>();
    private final Semaphore let = new Semaphore(0);
    private volatile boolean held;
    private boolean answersLate;
    private String overlap = "";
    private final List<String> statuses = new ArrayList<>();
    private int statusAnswer = 404;

    KubernetesClient client() {
        return server.client(config -> config.withRequestRetryBackoffLimit(2).withRequestRetryBackoffInterval(1));
    }

    /** Names of the experiments whose Jobs there are or were. */
    synchronized List<String> created() {
        assertThat(overlap).isEmpty();
        return byName.values().stream()
                .map(job -> job.getMetadata().getAnnotations().get(JobMetadata.EXPERIMENT))
                .toList();
    }

    synchronized boolean free(Collection<String> stages) {
        return running().stream().allMatch(job -> Collections.disjoint(stages(job), stages));
    }

    synchronized List<Job> running(String uid) {
        return running().stream()
                .filter(job -> uid.equals(job.getMetadata().getLabels().get(JobMetadata.UID)))
                .toList();
    }

    synchronized void end(Job job) {
        ended.add(job.getMetadata().getName());
    }

    /** Whether a creation is answered with 504, and carried out by {@link #createTheLate}. */
    synchronized void answerLate(boolean so) {
        answersLate = so;
    }

    synchronized void createTheLate() {
        for (Job job : late) {
            if (!byName.containsKey(job.getMetadata().getName())) {
                create(job);
            }
        }
        late.clear();
    }

    /** From now on a deletion of this Job is answered with this code. */
    synchronized void answerDeletion(String name, int code) {
        deletionAnswers.put(name, code);
    }

    /** From now on every status is answered with this code. */
    synchronized void answerStatus(int code) {
        statusAnswer = code;
    }

    /** That were written, or were to be. */
    synchronized List<String> statuses() {
        return List.copyOf(statuses);
    }

    /** From now on there is this Job, which does something else. */
    synchronized void occupy(String name) {
        Job other = new JobBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace("research")
                .addToLabels(JobMetadata.MANAGED_BY, JobMetadata.MANAGER)
                .addToAnnotations(JobMetadata.EXPERIMENT, "another")
                .endMetadata()
                .build();
        byName.put(name, other);
        ended.add(name);
    }

    synchronized void vacate(String name) {
        byName.remove(name);
    }

    /** Jobs of this experiment. */
    synchronized List<Job> ended(String uid) {
        return byName.values().stream()
                .filter(job -> ended.contains(job.getMetadata().getName()))
                .filter(job ->
                        uid.equals(Objects.requireNonNullElse(job.getMetadata().getLabels(), Map.<String, String>of())
                                .get(JobMetadata.UID)))
                .toList();
    }

    /** Names of the Jobs whose deletion was asked for. */
    synchronized List<String> deletions() {
        return List.copyOf(deletions);
    }

    /** How many requests came to create a Job. */
    int creations() {
        synchronized (asked) {
            return asked.size();
        }
    }

    private List<Job> running() {
        return byName.values().stream()
                .filter(job -> !ended.contains(job.getMetadata().getName()))
                .toList();
    }

    private static Set<String> stages(Job job) {
        return JobMetadata.of(job).orElseThrow().stages();
    }

    private Job create(Job job) {
        if (!free(stages(job))) {
            overlap = job.getMetadata().getName() + " beside " + running();
        }
        job.getMetadata().setUid("uid of " + job.getMetadata().getName());
        job.getMetadata().setCreationTimestamp("2026-01-01T00:00:00Z");
        job.getMetadata().setResourceVersion(Integer.toString(byName.size() + 1));
        byName.put(job.getMetadata().getName(), job);
        return job;
    }

    /** Creations are answered one for each {@link #let} from now on. */
    void hold() {
        held = true;
    }

    void let(int creations) {
        let.release(creations);
    }

    /** Names of the experiments whose Jobs were asked for, in this order, once there are so many; answered or not. */
    List<String> asked(int count) throws InterruptedException {
        synchronized (asked) {
            while (asked.size() < count) {
                asked.wait();
            }
            return List.copyOf(asked);
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        if (exchange.getRequestMethod().equals("POST")
                && exchange.getRequestURI().getPath().contains("/jobs")) {
            Job job = JSON.unmarshal(exchange.getRequestBody(), Job.class);
            synchronized (asked) {
                asked.add(job.getMetadata().getAnnotations().get(JobMetadata.EXPERIMENT));
                asked.notifyAll();
            }
            if (held) {
                let.acquireUninterruptibly();
            }
            answerCreation(exchange, job);
        } else {
            answerOther(exchange);
        }
    }

    private synchronized void answerOther(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        if (path.endsWith("/status")) {
            statuses.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            respond(exchange, statusAnswer, null);
            return;
        }
        if (!path.contains("/jobs")) {
            respond(exchange, 404, null);
            return;
        }
        String name = exchange.getRequestURI().getPath().replaceFirst(".*/", "");
        if (exchange.getRequestMethod().equals("DELETE")) {
            deletions.add(name);
            respond(exchange, deletionAnswers.getOrDefault(name, 200), null);
            return;
        }
        Job job = byName.get(name);
        respond(exchange, job == null ? 404 : 200, job);
    }

    private synchronized void answerCreation(HttpExchange exchange, Job job) throws IOException {
        if (byName.containsKey(job.getMetadata().getName())) {
            respond(exchange, 409, null);
        } else if (answersLate) {
            late.add(job);
            respond(exchange, 504, null);
        } else {
            respond(exchange, 201, create(job));
        }
    }

    private static void respond(HttpExchange exchange, int code, Job job) throws IOException {
        byte[] body = JSON.asJson(
                        job == null
                                ? new StatusBuilder()
                                        .withCode(code)
                                        .withMessage("because of " + code)
                                        .build()
                                : job)
                .getBytes(StandardCharsets.UTF_8);
        PretendedApi.respond(exchange, code, body);
    }

    @Override
    public void close() {
        server.close();
    }
}
