package io.robusttransfer.crds.protocol;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * The result of a Job that worked on one list of stages.
 *
 * @param list its number in the plan
 * @param done places in the list of stages that are done; fewer of them where there is no room for all
 * @param skipped those that need a training that diverged
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record ListResult(int list, IndexSet done, IndexSet skipped) {
    public ListResult {
        if (list < 0) {
            throw new IllegalArgumentException("list " + list);
        }
        done = done == null ? IndexSet.none() : done;
        skipped = skipped == null ? IndexSet.none() : skipped;
    }
}
