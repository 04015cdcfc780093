package io.robusttransfer.crds.said;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Map;

/**
 * @param plan its hash
 * @param digests of the datasets, as {@link io.robusttransfer.crds.plan.Planner} takes them
 * @param revisions of all algorithms the plan was made with
 * @param stages how many it has
 * @param done places in the plan of stages that are done; those of whole lists only where there is no room for more
 * @param skipped those that need a training that diverged; null for none
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Planned(
        String plan,
        Map<String, String> digests,
        Map<String, Integer> revisions,
        int stages,
        Marks done,
        Marks skipped) {
    public Planned {
        digests = Map.copyOf(digests);
        revisions = Map.copyOf(revisions);
    }
}
