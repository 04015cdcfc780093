package io.robusttransfer.operator.decide;

import io.robusttransfer.crds.plan.Plan;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

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
     * @param needs numbers of the lists whose results it reads; all of them smaller than its own
     */
    public record Item(String title, List<Integer> places, Set<Integer> needs) {
        public Item {
            places = List.copyOf(places);
            needs = Set.copyOf(needs);
        }
    }

    public static Outline of(Plan plan) {
        List<Set<Integer>> needs = plan.needs();
        return new Outline(
                plan.hash(),
                plan.stages().size(),
                IntStream.range(0, needs.size())
                        .mapToObj(list -> item(plan, plan.lists().get(list), needs.get(list)))
                        .toList());
    }

    private static Item item(Plan plan, List<Integer> places, Set<Integer> needs) {
        String first = plan.stages().get(places.get(0)).title();
        return new Item(places.size() == 1 ? first : first + " and " + (places.size() - 1) + " more", places, needs);
    }
}
