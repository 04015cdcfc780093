package io.robusttransfer.worker.stage;

import io.robusttransfer.crds.api.Dataset;
import io.robusttransfer.crds.api.GivenShift;
import io.robusttransfer.crds.api.Input;
import io.robusttransfer.crds.api.Study;
import io.robusttransfer.crds.plan.Planner;
import io.robusttransfer.worker.data.Domains;
import io.robusttransfer.worker.data.Images;
import io.robusttransfer.worker.data.Preparation;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** An entry of a study that names images. */
public sealed interface PlannedData {
    /** In the manifest. */
    String field();

    /** What its content depends on, without reading it. */
    String identity(Domains data);

    /**
     * What decides, beside its content and the study's input, whether it is fit for its use.
     *
     * @param digests of the domains
     */
    List<Object> use(Map<String, String> digests);

    /** Of the source or a target. */
    record OfDomain(String field, Dataset dataset) implements PlannedData {
        @Override
        public String identity(Domains data) {
            return data.identity(field, dataset);
        }

        @Override
        public List<Object> use(Map<String, String> digests) {
            return Arrays.asList(dataset.classes(), dataset.samplesPerClass(), dataset.validation());
        }
    }

    /**
     * A given set of changed images.
     *
     * @param of key of the domain whose images they were
     * @param domain the dataset of that domain
     */
    record OfGiven(String field, GivenShift set, String of, Dataset domain) implements PlannedData {
        @Override
        public String identity(Domains data) {
            return data.given(field + ".dataset", set.dataset()).identity();
        }

        /**
         * @param whole all images of the set
         * @param classes that the domain has
         */
        public Images part(Images whole, int severity, int classes, Input input) {
            return Preparation.given(field, whole, set.severities(), severity, domain, classes, input);
        }

        @Override
        public List<Object> use(Map<String, String> digests) {
            return List.of("given", set.severities(), domain.classes(), digests.get(of));
        }
    }

    /** All of them, domains first, by the keys of a plan's digests. */
    static Map<String, PlannedData> of(Study study) {
        Map<String, PlannedData> data = new LinkedHashMap<>();
        Map<String, Dataset> datasets = new LinkedHashMap<>();
        Dataset source = study.source().dataset();
        data.put(Planner.SOURCE, new OfDomain("spec.study.source.dataset", source));
        datasets.put(Planner.SOURCE, source);
        for (int i = 0; i < study.targets().size(); i++) {
            String key = Planner.domain(study.targets().get(i));
            Dataset dataset = study.targets().get(i).dataset().resolved(source);
            data.putIfAbsent(key, new OfDomain("spec.study.targets[" + i + "].dataset", dataset));
            datasets.putIfAbsent(key, dataset);
        }
        List<GivenShift> given = study.evaluation().given();
        for (int i = 0; i < given.size(); i++) {
            String of = Planner.domain(study, given.get(i));
            data.put(
                    Planner.given(given.get(i)),
                    new OfGiven("spec.study.evaluation.shifts.given[" + i + "]", given.get(i), of, datasets.get(of)));
        }
        return data;
    }
}
