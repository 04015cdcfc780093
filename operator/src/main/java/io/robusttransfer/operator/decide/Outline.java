package io.robusttransfer.operator.decide;

import io.robusttransfer.crds.plan.Plan;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

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
        Map<String, Integer> listOf = new HashMap<>();
        for (int list = 0; list < plan.lists().size(); list++) {
            for (int place : plan.lists().get(list)) {
                listOf.put(plan.stages().get(place).key(), list);
            }
        }
        return new Outline(
                plan.hash(),
                plan.stages().size(),
                plan.lists().stream().map(places -> item(plan, places, listOf)).toList());
    }

    private static Item item(Plan plan, List<Integer> places, Map<String, Integer> listOf) {
        Set<Integer> needs = new TreeSet<>();
        for (int place : places) {
            plan.stages().get(place).document().parents().forEach(parent -> needs.add(listOf.get(parent)));
        }
        String first = plan.stages().get(places.get(0)).key();
        needs.remove(listOf.get(first));
        String title = plan.stages().get(places.get(0)).title();
        return new Item(places.size() == 1 ? title : title + " and " + (places.size() - 1) + " more", places, needs);
    }
}
