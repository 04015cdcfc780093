package io.robusttransfer.tests.inputs;

import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.Pod;
import io.robusttransfer.crds.api.ExperimentSpec;
import io.robusttransfer.crds.plan.Layout;
import io.robusttransfer.crds.plan.Plan;
import io.robusttransfer.crds.plan.Revisions;
import io.robusttransfer.crds.protocol.IndexSet;
import io.robusttransfer.crds.protocol.JobInput;
import io.robusttransfer.crds.protocol.JobInput.ExperimentInput;
import io.robusttransfer.crds.protocol.JobInput.ResultsInput;
import io.robusttransfer.crds.protocol.ListResult;
import io.robusttransfer.crds.protocol.PlanResult;
import io.robusttransfer.crds.protocol.ReportResult;
import io.robusttransfer.crds.protocol.TerminationMessage;
import io.robusttransfer.tests.scale.PretendedWorkers.Ending;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What workers would say that read what real ones read, their container's variables, plan by the real planner, and find results
 * where experiments of the same place have left them. Datasets are taken for fit, and nothing is computed.
 */
final class PretendedStore {
    private static final String HEALTHY = "healthy";

    /** Of a large plan so many lists are left to do. */
    private static final int LISTS_TO_DO = 4;

    private final Duration work;
    private final Map<String, Set<String>> done = new ConcurrentHashMap<>();
    private final Map<String, Plan> plans = new ConcurrentHashMap<>();

    /** @param work how long a list of a healthy experiment takes */
    PretendedStore(Duration work) {
        this.work = work;
    }

    Ending ending(Pod pod) {
        Map<String, String> variables = pod.getSpec().getContainers().get(0).getEnv().stream()
                .filter(variable -> variable.getValue() != null)
                .collect(Collectors.toMap(EnvVar::getName, EnvVar::getValue));
        try {
            return variables.containsKey(JobInput.EXPERIMENT)
                    ? planOrReport(pod, ExperimentInput.parse(variables.get(JobInput.EXPERIMENT)))
                    : list(pod, variables);
        } catch (IllegalArgumentException e) {
            return new Ending(
                    2, new TerminationMessage(e.getMessage(), null, null, null).text(List.of()), Duration.ZERO);
        }
    }

    private Ending planOrReport(Pod pod, ExperimentInput input) {
        ExperimentSpec spec = input.spec();
        Map<String, String> digests = Laptop.digests(spec.study());
        Plan plan = input.plan(digests, Revisions.CURRENT, Layout.CURRENT);
        boolean first = plans.put(plan.hash(), plan) == null;
        Set<String> there = at(ResultsInput.of(spec));
        if (first && !input.name().startsWith(HEALTHY)) {
            plan.lists().stream()
                    .limit(Math.max(0, plan.lists().size() - LISTS_TO_DO))
                    .flatMap(List::stream)
                    .forEach(place -> there.add(plan.stages().get(place).key()));
        }
        IndexSet marks = IndexSet.of(IntStream.range(0, plan.stages().size())
                .filter(place -> there.contains(plan.stages().get(place).key()))
                .boxed()
                .toList());
        PlanResult planned = new PlanResult(
                plan.hash(),
                digests,
                Revisions.CURRENT.of(),
                plan.layout(),
                plan.stages().size(),
                marks,
                null,
                null);
        boolean report = pod.getMetadata()
                .getLabels()
                .getOrDefault("robusttransfer.io/task", "")
                .equals("report");
        ReportResult reported = report || marks.count() == plan.stages().size()
                ? new ReportResult("s3://results/report.html", "0".repeat(64), "ceA", "yes", "Yes.", "yes 5")
                : null;
        return Ending.done(new TerminationMessage(null, planned, null, reported).text(plan.lists()));
    }

    private Ending list(Pod pod, Map<String, String> variables) {
        ResultsInput results = ResultsInput.parse(variables.get(JobInput.RESULTS));
        Plan plan = plans.get(variables.get(JobInput.PLAN_HASH));
        if (plan == null) {
            throw new IllegalArgumentException(JobInput.PLAN_HASH + ": nobody made this plan");
        }
        List<String> arguments = pod.getSpec().getContainers().get(0).getArgs();
        int list = Integer.parseInt(arguments.get(arguments.size() - 1));
        List<Integer> places = plan.lists().get(list);
        places.forEach(place -> at(results).add(plan.stages().get(place).key()));
        String said = new TerminationMessage(
                        null,
                        null,
                        new ListResult(
                                list,
                                IndexSet.of(IntStream.range(0, places.size())
                                        .boxed()
                                        .toList()),
                                null),
                        null)
                .text(plan.lists());
        return new Ending(0, said, plan.name().startsWith(HEALTHY) ? work : Duration.ZERO);
    }

    private Set<String> at(ResultsInput results) {
        return done.computeIfAbsent(
                results.store().s3().endpoint() + " " + results.uri(), place -> ConcurrentHashMap.newKeySet());
    }
}
