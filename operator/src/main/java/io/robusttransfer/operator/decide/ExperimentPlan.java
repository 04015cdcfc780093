package io.robusttransfer.operator.decide;

import io.robusttransfer.crds.plan.Layout;
import io.robusttransfer.crds.protocol.IndexSet;
import java.util.List;
import java.util.Set;

/** The plan of an experiment as the operator uses it. */
public record ExperimentPlan(String hash, Layout layout, int stages, List<StageList> lists) {
    public ExperimentPlan {
        lists = List.copyOf(lists);
    }

    /**
     * A list of stages that one Job does; every stage of the plan is in exactly one list.
     *
     * @param title for people: the title of its first stage, and how many more there are
     * @param places of its stages in the plan
     * @param needs numbers of the lists whose results it reads; all of them are smaller than its own
     * @param keys of its stages
     * @param jobName name of its Jobs without the attempt
     */
    public record StageList(String title, List<Integer> places, Set<Integer> needs, List<String> keys, String jobName) {
        public StageList {
            places = List.copyOf(places);
            needs = Set.copyOf(needs);
            keys = List.copyOf(keys);
        }

        /** Whether these places hold all of its stages. */
        public boolean isWithin(IndexSet marks) {
            return places.stream().allMatch(marks::has);
        }
    }
}
