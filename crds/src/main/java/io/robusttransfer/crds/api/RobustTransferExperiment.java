package io.robusttransfer.crds.api;

import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn.Type;
import io.fabric8.crd.generator.annotation.AdditionalSelectableField;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Singular;
import io.fabric8.kubernetes.model.annotation.Version;

/** One question, whether adversarial robustness is transferable here, and its answer. */
@Group(RobustTransferExperiment.GROUP)
@Version(RobustTransferExperiment.VERSION)
@Kind(RobustTransferExperiment.KIND)
@Plural("robusttransferexperiments")
@Singular("robusttransferexperiment")
@ShortNames("rte")
@ValidationRule(
        value =
                "!has(oldSelf.status) || !has(oldSelf.status.plan) || self.spec.results.uri == oldSelf.spec.results.uri",
        message = "the plan and finished stages are stored there: keep this value, or create an experiment of another"
                + " name",
        fieldPath = ".spec.results.uri")
@AdditionalSelectableField(jsonPath = ".status.phase")
@AdditionalPrinterColumn(
        name = "Status",
        jsonPath = ".status.conditions[?(@.type==\"Ready\")].reason",
        type = Type.STRING)
@AdditionalPrinterColumn(name = "Done", jsonPath = ".status.done", type = Type.STRING)
@AdditionalPrinterColumn(name = "Running", jsonPath = ".status.running", type = Type.INTEGER)
@AdditionalPrinterColumn(name = "Failed", jsonPath = ".status.failed", type = Type.INTEGER)
@AdditionalPrinterColumn(name = "Best", jsonPath = ".status.best", type = Type.STRING)
@AdditionalPrinterColumn(
        name = "Message",
        jsonPath = ".status.conditions[?(@.type==\"Ready\")].message",
        type = Type.STRING,
        priority = 1)
@AdditionalPrinterColumn(name = "Answers", jsonPath = ".status.report.answers", type = Type.STRING, priority = 1)
@AdditionalPrinterColumn(name = "Report", jsonPath = ".status.report.uri", type = Type.STRING, priority = 1)
@AdditionalPrinterColumn(name = "Age", jsonPath = ".metadata.creationTimestamp", type = Type.DATE)
public final class RobustTransferExperiment extends CustomResource<ExperimentSpec, ExperimentStatus>
        implements Namespaced {
    private static final long serialVersionUID = 1;

    public static final String GROUP = "robusttransfer.io";
    public static final String VERSION = "v1alpha1";
    public static final String KIND = "RobustTransferExperiment";
}
