package io.robusttransfer.crds.plan;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.robusttransfer.crds.api.StoreSpec;
import io.robusttransfer.crds.api.Study;
import io.robusttransfer.crds.json.CanonicalJson;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The plan of an experiment: its stages without repeats, parents first, and which of them give which result.
 *
 * @param schema of this document
 * @param name of the experiment
 * @param study what it was made from: names and places, for reports and for finding data
 * @param stores where the s3:// addresses of the study lead
 * @param digests content digest of each dataset, by {@link Planner#SOURCE}, {@link Planner#domain} and {@link Planner#given}
 * @param stages parents come before their children
 * @param layout number of the {@link Layout} of the lists
 * @param lists what one Job does, as places in {@code stages}
 * @param cells the table of results
 */
public record Plan(
        int schema,
        String name,
        Study study,
        List<StoreSpec> stores,
        Map<String, String> digests,
        List<Stage> stages,
        Integer layout,
        List<List<Integer>> lists,
        List<Cell> cells) {
    public static final int MOST_STAGES = 20_000;

    public Plan {
        stores = List.copyOf(stores);
        stages = List.copyOf(stages);
        lists = lists.stream().map(List::copyOf).toList();
        cells = List.copyOf(cells);
        digests = Map.copyOf(digests);
    }

    /**
     * One row of the table of results, by names; the same stages may stand in several rows.
     *
     * @param source name of the source scheme
     * @param target name of the target; null for the source domain itself
     * @param head name of the target scheme; null for the source model's own head, trained with it or fitted on the source
     * @param train key of the source training
     * @param retrain key of the head's training; null where the source model was trained with the head
     * @param evaluate key of the evaluation
     */
    public record Cell(
            String source, String target, String head, long seed, String train, String retrain, String evaluate) {
        /** The stage whose h is judged here. */
        @JsonIgnore
        public String headKey() {
            return retrain == null ? train : retrain;
        }
    }

    /** For each list the others whose results it reads; all of them come before it. */
    public List<Set<Integer>> needs() {
        Map<String, Integer> listOf = new HashMap<>();
        for (int list = 0; list < lists.size(); list++) {
            for (int place : lists.get(list)) {
                listOf.put(stages.get(place).key(), list);
            }
        }
        return IntStream.range(0, lists.size())
                .mapToObj(list -> lists.get(list).stream()
                        .flatMap(place -> stages.get(place).document().parents().stream())
                        .map(listOf::get)
                        .filter(need -> need != list)
                        .collect(Collectors.toUnmodifiableSet()))
                .toList();
    }

    /** SHA-256 of this plan's canonical JSON. */
    @JsonIgnore
    public String hash() {
        SortedMap<String, Object> fields = new TreeMap<>(Map.of(
                "schema", schema,
                "name", name,
                "study", study,
                "stores", stores,
                "digests", digests,
                "stages", stages,
                "lists", lists,
                "cells", cells));
        if (layout != null) {
            fields.put("layout", layout);
        }
        return CanonicalJson.key(fields);
    }
}
