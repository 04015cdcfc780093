package io.robusttransfer.operator.decide;

import java.util.List;
import java.util.Set;

/** What the decision needs to know of a plan. */
public record Outline(String hash, int stages, List<Item> lists) {
    public Outline {
        lists = List.copyOf(lists);
    }

    /**
     * A list of stages that one Job does; every stage of the plan is in one list.
     *
     * @param title for people: the first of its stages, and how many more
     * @param places of its stages in the plan
     * @param needs numbers of the lists whose results it reads
     */
    public record Item(String title, List<Integer> places, Set<Integer> needs) {
        public Item {
            places = List.copyOf(places);
            needs = Set.copyOf(needs);
        }
    }
}
