package io.robusttransfer.worker.stage;

import io.robusttransfer.crds.api.Dataset;
import io.robusttransfer.crds.api.Input;
import io.robusttransfer.crds.api.Target;
import io.robusttransfer.crds.plan.Plan;
import io.robusttransfer.crds.plan.Planner;
import io.robusttransfer.crds.plan.TestDomain;
import io.robusttransfer.crds.plan.TrainingDomain;
import io.robusttransfer.worker.Failure;
import io.robusttransfer.worker.data.Domain;
import io.robusttransfer.worker.data.Images;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

/** The data of a plan's stages, by content digest; read once and kept. */
public final class PlannedDomains {
    private final Plan plan;
    private final Function<Dataset, Domain> loader;
    private final Map<String, Domain> loaded = new HashMap<>();

    public PlannedDomains(Plan plan, Function<Dataset, Domain> loader) {
        this.plan = plan;
        this.loader = loader;
    }

    Images training(TrainingDomain domain, Input input, long seed) {
        return domain(domain.digest()).train();
    }

    Images test(TestDomain domain, Input input) {
        return domain(domain.digest()).test();
    }

    private Domain domain(String digest) {
        return loaded.computeIfAbsent(digest, d -> {
            Dataset dataset = dataset(d);
            Domain domain = loader.apply(dataset);
            String now = domain.digest();
            if (!now.equals(d)) {
                throw new Failure.WrongInput("the data at " + dataset.uri()
                        + " changed since the experiment was planned (digest " + now + ", was " + d
                        + "): put the old data back, or start an experiment of another name");
            }
            return domain;
        });
    }

    private Dataset dataset(String digest) {
        Dataset source = plan.study().source().dataset();
        if (digest.equals(plan.digests().get(Planner.SOURCE))) {
            return source;
        }
        for (Target target : plan.study().targets()) {
            if (digest.equals(plan.digests().get(Planner.domain(target)))) {
                return target.dataset().resolved(source);
            }
        }
        throw new Failure.WrongInput("the plan names no data with the digest " + digest);
    }
}
