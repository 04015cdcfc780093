package io.robusttransfer.tests.scale;

import com.fasterxml.jackson.databind.JsonNode;
import io.robusttransfer.tests.cluster.AuditLog.Write;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * How long a list waited for its Job: from when the end of the last Job that it needs was written to when its own was asked for, both
 * by the API server's clock. A list that needs no other needs the plan.
 *
 * @param dependant whether it needs another list
 */
record Wait(String job, boolean dependant, double seconds) {
    private static final String LABELS = "/metadata/labels/robusttransfer.io~1";
    private static final String LIST = "/metadata/annotations/robusttransfer.io~1list";

    /**
     * Of every list whose Job was asked for.
     *
     * @param writes of one namespace, in the order in which they were asked for
     * @param needs of each list of an experiment; all experiments are of one study
     */
    static List<Wait> of(List<Write> writes, List<Set<Integer>> needs) {
        Map<String, Instant> ends = new HashMap<>();
        Map<Task, Asked> asked = new HashMap<>();
        for (Write write : writes) {
            if (!write.took()) {
                continue;
            }
            if (write.resource().equals("jobs/status") && write.ends()) {
                ends.putIfAbsent(write.name(), write.answered());
            } else if (write.resource().equals("jobs") && write.verb().equals("create")) {
                asked.putIfAbsent(
                        Task.of(write.sent()),
                        new Asked(write.sent().at("/metadata/name").asText(), write.at()));
            }
        }
        List<Wait> waits = new ArrayList<>();
        asked.forEach((task, job) -> task.list().ifPresent(list -> {
            Set<Integer> needed = needs.get(list);
            Instant ready = (needed.isEmpty()
                            ? List.of(task.plan())
                            : needed.stream().map(task::another).toList())
                    .stream()
                            .map(need -> ends.get(asked.get(need).job()))
                            .max(Instant::compareTo)
                            .orElseThrow();
            waits.add(new Wait(job.job(), !needed.isEmpty(), seconds(ready, job.at())));
        }));
        return waits;
    }

    /** An end is told of before its writer is answered. */
    private static double seconds(Instant ready, Instant asked) {
        return Math.max(0, Duration.between(ready, asked).toNanos() / 1e9);
    }

    private record Asked(String job, Instant at) {}

    /**
     * What a Job does for which experiment.
     *
     * @param word list, plan or report
     */
    private record Task(String experiment, String word, Optional<Integer> list) {
        static Task of(JsonNode job) {
            JsonNode list = job.at(LIST);
            return new Task(
                    job.at(LABELS + "uid").asText(),
                    job.at(LABELS + "task").asText(),
                    list.isMissingNode() ? Optional.empty() : Optional.of(Integer.valueOf(list.asText())));
        }

        Task plan() {
            return new Task(experiment, "plan", Optional.empty());
        }

        Task another(int list) {
            return new Task(experiment, word, Optional.of(list));
        }
    }
}
