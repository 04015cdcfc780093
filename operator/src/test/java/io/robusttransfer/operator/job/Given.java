package io.robusttransfer.operator.job;

import io.fabric8.kubernetes.api.model.PodTemplate;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.robusttransfer.crds.api.ExperimentSpec;
import io.robusttransfer.crds.api.PinnedPlan;
import io.robusttransfer.crds.api.RobustTransferExperiment;
import io.robusttransfer.crds.api.Worker;
import io.robusttransfer.crds.plan.Layout;
import io.robusttransfer.operator.decide.Decision;
import io.robusttransfer.operator.decide.ExperimentPlan;
import io.robusttransfer.operator.decide.Task;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** An experiment, its plan and a PodTemplate to make Jobs of. */
final class Given {
    static final String DEFAULT_IMAGE = "registry.example.org/robust-transfer-worker:0.1.0";
    static final Task PLAN = new Task.MakePlan();
    static final Task REPORT = new Task.WriteReport();
    static final List<List<String>> KEYS = List.of(List.of("a".repeat(64)), List.of("b".repeat(64), "c".repeat(64)));
    static final PinnedPlan PINNED =
            new PinnedPlan("d".repeat(64), 3, 2, null, Map.of("source", "1"), Map.of("ce", 1), DEFAULT_IMAGE, null);

    private Given() {}

    private static ExperimentPlan plan() {
        return new ExperimentPlan(
                PINNED.hash(),
                Layout.BY_MODEL,
                PINNED.stages(),
                KEYS.stream()
                        .map(keys -> new ExperimentPlan.StageList("", List.of(), Set.of(), keys, ""))
                        .toList());
    }

    static Task list(int number) {
        return new Task.DoList(number);
    }

    static RobustTransferExperiment experiment() {
        return Serialization.unmarshal(text("experiment.yaml"), RobustTransferExperiment.class);
    }

    static RobustTransferExperiment experiment(Worker worker) {
        RobustTransferExperiment experiment = experiment();
        ExperimentSpec spec = experiment.getSpec();
        experiment.setSpec(new ExperimentSpec(spec.study(), spec.results(), spec.stores(), spec.execution(), worker));
        return experiment;
    }

    /** The experiment with its PodTemplate. */
    static RobustTransferExperiment experimentWithTemplate() {
        Worker worker = experiment().getSpec().worker();
        return experiment(new Worker(
                worker.image(), worker.serviceAccountName(), worker.resources(), worker.planResources(), "gpu"));
    }

    static PodTemplate template() {
        return Serialization.unmarshal(text("template.yaml"), PodTemplate.class);
    }

    static Job job(Task task) {
        return job(experiment(), task, Optional.empty());
    }

    static Job job(RobustTransferExperiment experiment, Task task, Optional<PodTemplate> template) {
        return new WorkerJobs(DEFAULT_IMAGE)
                .job(
                        experiment,
                        task.equals(PLAN) ? Optional.empty() : Optional.of(PINNED),
                        Optional.of(plan()),
                        new Decision.Start(task, 2, 1),
                        template);
    }

    static String text(String resource) {
        try (InputStream in = Given.class.getResourceAsStream(resource)) {
            return in == null ? "" : new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
