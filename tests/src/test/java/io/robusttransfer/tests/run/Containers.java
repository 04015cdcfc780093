package io.robusttransfer.tests.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.robusttransfer.crds.api.ExperimentSpec;
import io.robusttransfer.crds.api.ResultsSpec;
import io.robusttransfer.crds.api.S3;
import io.robusttransfer.crds.api.StoreSpec;
import io.robusttransfer.crds.json.CanonicalJson;
import io.robusttransfer.crds.plan.Plan;
import io.robusttransfer.crds.protocol.JobInput;
import io.robusttransfer.crds.protocol.JobInput.ExperimentInput;
import io.robusttransfer.crds.protocol.JobInput.ResultsInput;
import io.robusttransfer.crds.protocol.TerminationMessage;
import io.robusttransfer.tests.store.S3Server;
import io.robusttransfer.worker.manifest.ManifestReader;
import io.robusttransfer.worker.store.Patience;
import io.robusttransfer.worker.store.S3Store;
import io.robusttransfer.worker.store.StoreLocation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The containers of an experiment's Jobs, started as the operator tells a cluster to: variables, mounted Secrets, a message. */
record Containers(Path folder, ExperimentInput experiment) {
    static final String SECRET_NAME = "s3";

    /** Of the manifest's study, with its results at this server. */
    static Containers of(Path folder, String manifest, String endpoint) {
        ExperimentSpec spec =
                new ManifestReader().read(folder.resolve(manifest)).getSpec();
        StoreSpec lab = new StoreSpec("lab", new S3(endpoint, "us-east-1", true, SECRET_NAME, false));
        writeSecret(folder, SECRET_NAME, S3Server.SECRET);
        String name = manifest.replace(".yaml", "");
        return new Containers(
                folder,
                new ExperimentInput(
                        "research",
                        name,
                        "uid-of-" + name,
                        new ExperimentSpec(
                                spec.study(), spec.results(), List.of(lab), spec.execution(), spec.worker())));
    }

    static void writeSecret(Path folder, String name, String secret) {
        try {
            Path mount = Files.createDirectories(folder.resolve("secrets").resolve(name));
            Files.writeString(mount.resolve("AWS_ACCESS_KEY_ID"), S3Server.KEY + "\n");
            Files.writeString(mount.resolve("AWS_SECRET_ACCESS_KEY"), secret + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Containers named(String name) {
        return new Containers(
                folder, new ExperimentInput(experiment.namespace(), name, "uid-of-" + name, experiment.spec()));
    }

    Containers with(ExperimentSpec spec) {
        return new Containers(
                folder, new ExperimentInput(experiment.namespace(), experiment.name(), experiment.uid(), spec));
    }

    /** The spec with its one store elsewhere. */
    ExperimentSpec storeOf(String endpoint, String secretName) {
        ExperimentSpec spec = experiment.spec();
        StoreSpec lab = new StoreSpec("lab", new S3(endpoint, "us-east-1", true, secretName, false));
        return new ExperimentSpec(spec.study(), spec.results(), List.of(lab), spec.execution(), spec.worker());
    }

    ExperimentSpec resultsAt(String uri) {
        ExperimentSpec spec = experiment.spec();
        return new ExperimentSpec(
                spec.study(), new ResultsSpec(uri, "lab"), spec.stores(), spec.execution(), spec.worker());
    }

    Program.Ended plan() {
        return Program.run(folder, environment("plan"), "pod", "plan");
    }

    Program.Ended report() {
        return Program.run(folder, environment("report"), "pod", "report");
    }

    Program.Ended list(int number, Plan plan) {
        try (Program program = startList(number, plan)) {
            return program.end();
        }
    }

    Program startList(int number, Plan plan) {
        return Program.start(folder, listEnvironment(number, plan), "pod", "list", Integer.toString(number));
    }

    Map<String, String> listEnvironment(int number, Plan plan) {
        Map<String, String> environment = environment("list-" + number);
        environment.put(JobInput.RESULTS, ResultsInput.of(experiment.spec()).text());
        environment.put(JobInput.PLAN, planName());
        environment.put(JobInput.PLAN_HASH, plan.hash());
        return environment;
    }

    String planName() {
        return place() + "plan.json";
    }

    /** Where plan and report are, in the place for results. */
    String place() {
        return "experiments/" + experiment.namespace() + "/" + experiment.name() + "/" + experiment.uid() + "/";
    }

    /** The termination message, as a cluster keeps it. */
    TerminationMessage said(String of) {
        try {
            byte[] message = Files.readAllBytes(folder.resolve(of + ".message"));
            assertThat(message.length).isLessThanOrEqualTo(TerminationMessage.MOST_BYTES);
            return TerminationMessage.parse(new String(message, java.nio.charset.StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Plan planned(StoredResults results) {
        try {
            return CanonicalJson.read(results.bytes(planName()), Plan.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    StoredResults results() {
        return new StoredResults(new S3Store(
                (StoreLocation.Bucket)
                        StoreLocation.parse(experiment.spec().results().uri(), "spec.results.uri"),
                S3Server.settings(experiment.spec().stores().get(0).s3().endpoint()),
                Patience.standard(),
                notice -> {}));
    }

    private Map<String, String> environment(String of) {
        Map<String, String> environment = new HashMap<>();
        environment.put("RT_SECRETS", folder.resolve("secrets").toString());
        environment.put("RT_TERMINATION_LOG", folder.resolve(of + ".message").toString());
        environment.put(JobInput.EXPERIMENT, experiment.text());
        return environment;
    }
}
