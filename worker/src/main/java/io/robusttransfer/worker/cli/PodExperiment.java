package io.robusttransfer.worker.cli;

import io.robusttransfer.crds.api.ResultsSpec;
import io.robusttransfer.crds.plan.Plan;
import io.robusttransfer.crds.protocol.JobInput.ExperimentInput;
import io.robusttransfer.crds.protocol.PlanResult;
import io.robusttransfer.crds.protocol.ReportResult;
import io.robusttransfer.worker.archive.StageManifest;
import io.robusttransfer.worker.archive.StageStore;
import io.robusttransfer.worker.report.Answer;
import io.robusttransfer.worker.report.Report;
import io.robusttransfer.worker.stage.ExitCode;
import io.robusttransfer.worker.stage.ResultReader;
import io.robusttransfer.worker.store.Patience;
import io.robusttransfer.worker.store.Store;
import io.robusttransfer.worker.store.StoreLocation;
import java.io.PrintStream;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** An experiment of a cluster: its plan, which the first container of it makes, and its report. */
final class PodExperiment {
    static final String RESULTS_URI = "spec.results.uri";

    private final ExperimentInput experiment;
    private final Stores stores;
    private final Store store;
    private final TerminationLog words;
    private final PrintStream out;

    private PodExperiment(
            ExperimentInput experiment, Stores stores, Store store, TerminationLog words, PrintStream out) {
        this.experiment = experiment;
        this.stores = stores;
        this.store = store;
        this.words = words;
        this.out = out;
    }

    static PodExperiment open(PodCommand pod, TerminationLog words, Patience patience) {
        ExperimentInput experiment = pod.experiment();
        ResultsSpec results = experiment.spec().results();
        Stores stores = pod.stores(experiment.spec().stores(), patience);
        Store store = stores.open(
                StoreLocation.parse(results.uri(), RESULTS_URI), results.store(), RESULTS_URI, pod.notices());
        return new PodExperiment(experiment, stores, store, words, System.out);
    }

    /** Plans, or reads the plan that is there, and reports if nothing is left to do. */
    ExitCode plan() {
        Prepared prepared = prepared();
        StageStore stages = stages(prepared.plan());
        Map<String, StageManifest> done = survey(prepared, stages);
        if (prepared.settled(done).size() == prepared.plan().stages().size()) {
            // what turns out corrupt is said to be done no more, and there is no report yet
            report(prepared, stages, done);
        } else {
            prepared.remarks().forEach(remark -> out.println("Note: " + remark));
        }
        return ExitCode.DONE;
    }

    /** Reports whatever is done. */
    ExitCode report() {
        Prepared prepared = prepared();
        StageStore stages = stages(prepared.plan());
        if (report(prepared, stages, survey(prepared, stages))) {
            return ExitCode.DONE;
        }
        words.problem(
                "Results turned out corrupt while they were read; they were set aside and must be computed again");
        return ExitCode.FAILED;
    }

    private StageStore stages(Plan plan) {
        return new StageStore(store, InstantSource.system(), Prepared.children(plan), out::println);
    }

    private Prepared prepared() {
        return new PodPlanning(experiment, stores, store, out::println).prepare();
    }

    /** Looks at what is done, and says so. */
    private Map<String, StageManifest> survey(Prepared prepared, StageStore stages) {
        Plan plan = prepared.plan();
        Map<String, StageManifest> done = stages.survey(plan.stages());
        Set<String> skipped = new HashSet<>(prepared.settled(done));
        skipped.removeAll(done.keySet());
        out.println(experiment.namespace() + "/" + plan.name() + ": "
                + plan.stages().size() + " stages in "
                + plan.lists().size() + " lists, " + done.size() + " done, " + skipped.size() + " skipped. Plan "
                + plan.hash());
        words.planned(
                new PlanResult(
                        plan.hash(),
                        plan.digests(),
                        PodPlanning.revisions(plan).of(),
                        plan.layout(),
                        plan.stages().size(),
                        prepared.marks(done.keySet()),
                        prepared.marks(skipped),
                        null),
                plan.lists());
        return done;
    }

    /** @return false when there is no report, since something turned out corrupt on the way */
    private boolean report(Prepared prepared, StageStore stages, Map<String, StageManifest> done) {
        ResultReader reader = new ResultReader(prepared.plan(), stages, done);
        ReportFiles files = new ReportFiles(
                prepared, "kubectl -n " + experiment.namespace() + " apply -f " + experiment.name() + ".yaml");
        Report report = files.report(reader);
        if (reader.corrupt()) {
            survey(prepared, stages);
            return false;
        }
        String sha256 = files.write(report, stages);
        files.show(report, store, out);
        Optional<Answer> answer = report.answers().stream().findFirst();
        words.reported(new ReportResult(
                files.place(store),
                sha256,
                report.best().orElse(null),
                answer.map(first -> first.verdict().name()).orElse(null),
                answer.map(first -> first.sentence()).orElse(null),
                report.verdicts()));
        return true;
    }
}
