package io.robusttransfer.tests.scale;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.robusttransfer.crds.api.RobustTransferExperiment;
import io.robusttransfer.crds.json.CanonicalJson;
import io.robusttransfer.crds.plan.Plan;
import io.robusttransfer.crds.plan.Revisions;
import io.robusttransfer.crds.protocol.IndexSet;
import io.robusttransfer.crds.protocol.ListResult;
import io.robusttransfer.crds.protocol.PlanResult;
import io.robusttransfer.crds.protocol.ReportResult;
import io.robusttransfer.crds.protocol.TerminationMessage;
import java.util.Optional;
import java.util.stream.IntStream;

/** What the workers of a namespace would say that do everything they are asked for. */
record PretendedStudy(KubernetesClient client, String namespace, Watched watched) {
    private static final String LIST = "robusttransfer.io/list";
    private static final String TASK = "robusttransfer.io/task";
    private static final String EXPERIMENT = "robusttransfer.io/experiment";
    private static final int MORE_THAN_ANY_LIST_HAS = 100;

    String says(Pod pod) {
        Job job = job(pod.getMetadata().getLabels().get("batch.kubernetes.io/job-name"));
        String task = job.getMetadata().getLabels().get(TASK);
        if (task.equals("list")) {
            int list = Integer.parseInt(job.getMetadata().getAnnotations().get(LIST));
            return CanonicalJson.text(new TerminationMessage(
                    null, null, new ListResult(list, first(MORE_THAN_ANY_LIST_HAS), null), null));
        }
        Plan plan = plan(job.getMetadata().getAnnotations().get(EXPERIMENT));
        int stages = plan.stages().size();
        boolean isReport = task.equals("report");
        IndexSet done = isReport ? first(stages) : IndexSet.none();
        PlanResult of = new PlanResult(
                plan.hash(), Size.DIGESTS, Revisions.CURRENT.of(), plan.layout(), stages, done, null, null);
        ReportResult report =
                new ReportResult("s3://results/report.html", "0".repeat(64), "ceA", "yes", "Yes.", "yes 5");
        return CanonicalJson.text(new TerminationMessage(null, of, null, isReport ? report : null));
    }

    /** Its pod may be told of before the Job is. */
    private Job job(String name) {
        return Optional.ofNullable(watched.job(name)).orElseGet(() -> client.batch()
                .v1()
                .jobs()
                .inNamespace(namespace)
                .withName(name)
                .get());
    }

    private Plan plan(String experiment) {
        return Size.plan(client.resources(RobustTransferExperiment.class)
                .inNamespace(namespace)
                .withName(experiment)
                .get());
    }

    private static IndexSet first(int count) {
        return IndexSet.of(IntStream.range(0, count).boxed().toList());
    }
}
