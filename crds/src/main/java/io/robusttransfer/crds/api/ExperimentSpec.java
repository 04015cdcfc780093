package io.robusttransfer.crds.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import java.util.Optional;

/** The spec of an experiment: what is asked, where the answer goes and how it is worked out. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@ValidationRule(
        value = "has(self.stores) && self.stores.exists(s, s.name == self.results.store)",
        message =
                "names no entry of spec.stores: add one of this name, such as {name: lab, s3: {endpoint: \"http://s3.s3:9000\"}}",
        fieldPath = ".results.store")
@ValidationRule(
        value =
                "!has(self.study.source.dataset.store) || (has(self.stores) && self.stores.exists(s, s.name == self.study.source.dataset.store))",
        message = "names no entry of spec.stores: add one of this name",
        fieldPath = ".study.source.dataset.store")
@ValidationRule(
        value = "self.study.targets.all(t, !has(t.dataset.store)"
                + " || (has(self.stores) && self.stores.exists(s, s.name == t.dataset.store)))",
        message = "a target's dataset.store names no entry of spec.stores: add one of this name",
        fieldPath = ".study.targets")
@ValidationRule(
        value = "self.study.source.schemes.all(s, !has(s.pretrained) || !has(s.pretrained.store)"
                + " || (has(self.stores) && self.stores.exists(e, e.name == s.pretrained.store)))",
        message = "a pretrained.store names no entry of spec.stores: add one of this name",
        fieldPath = ".study.source.schemes")
@ValidationRule(
        value = "!has(self.study.evaluation.shifts) || !has(self.study.evaluation.shifts.given)"
                + " || self.study.evaluation.shifts.given.all(g, !has(g.dataset.store)"
                + " || (has(self.stores) && self.stores.exists(e, e.name == g.dataset.store)))",
        message = "a given set's dataset.store names no entry of spec.stores: add one of this name",
        fieldPath = ".study.evaluation.shifts.given")
public record ExperimentSpec(
        @Required
        @ValidationRule(
                value = "self == oldSelf",
                message =
                        "the study is immutable: create an experiment of another name; the stages that both have in common are not computed again")
        @JsonPropertyDescription("The science. Immutable as a whole: another study is another name.")
        Study study,

        @Required
        @JsonPropertyDescription(
                "Where stages and the report are kept on a cluster. A laptop run keeps them in a folder"
                        + " unless it is told otherwise.")
        ResultsSpec results,

        @Size(max = 16) @JsonPropertyDescription("Where s3:// addresses lead: object stores by a name of your own.")
        List<StoreSpec> stores,

        @Default("{}") @JsonPropertyDescription("How it is worked out. May change at any time.")
        Execution execution,

        @JsonPropertyDescription("The pods that do the work on a cluster. A laptop run ignores it.")
        Worker worker) {

    public ExperimentSpec {
        stores = Lists.orEmpty(stores);
    }

    /** What a worker is told, which may be of an earlier release. */
    public ExperimentSpec forWorkers() {
        return new ExperimentSpec(study, results, stores, execution.forWorkers(), worker);
    }

    /** The store of this name. */
    public Optional<StoreSpec> store(String name) {
        return stores.stream().filter(store -> store.name().equals(name)).findFirst();
    }
}
