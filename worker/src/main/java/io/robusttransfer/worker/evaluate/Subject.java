package io.robusttransfer.worker.evaluate;

import io.robusttransfer.crds.api.Measure;
import io.robusttransfer.worker.data.Images;
import io.robusttransfer.worker.model.Net;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * The networks that are judged, and the images that they are judged on.
 *
 * @param heads the whole network of each head, by the head's key
 * @param names of the heads, for people; empty for a source model's own head
 * @param images the evaluated ones
 * @param places of these images in the domain's test part
 * @param scored what is scored for a target; null for nothing
 * @param given images that somebody changed
 */
public record Subject(
        Map<String, Net> heads,
        Map<String, String> names,
        Images images,
        int[] places,
        ScoredModel scored,
        Function<Measure.GivenShift, Changed> given) {
    public Subject(Map<String, Net> heads, Map<String, String> names, Images images, int[] places) {
        this(heads, names, images, places, null);
    }

    public Subject(Map<String, Net> heads, Map<String, String> names, Images images, int[] places, ScoredModel scored) {
        this(heads, names, images, places, scored, measure -> {
            throw new IllegalArgumentException("no set of changed images is given");
        });
    }

    /**
     * Changed images that are looked at.
     *
     * @param places of them in their set
     */
    public record Changed(Images images, int[] places) {
        List<Sample> samples(boolean[] correct) {
            return Subject.samples(images, places, correct);
        }
    }

    /** These heads, those on one f together: they share its passes, and one with an f of its own is judged by its own. */
    List<Map<String, Net>> byExtractor(Collection<String> wanted) {
        List<Map<String, Net>> groups = new ArrayList<>();
        for (String head : wanted) {
            Net net = heads.get(head);
            groups.stream()
                    .filter(group -> group.values().iterator().next().sharesExtractor(net))
                    .findFirst()
                    .orElseGet(() -> {
                        Map<String, Net> group = new LinkedHashMap<>();
                        groups.add(group);
                        return group;
                    })
                    .put(head, net);
        }
        return groups;
    }

    /** The first so many images. */
    Images images(int count) {
        return count == images.count()
                ? images
                : images.select(IntStream.range(0, count).toArray());
    }

    /** Right are those that do not have the flaw. */
    List<Sample> without(boolean[] flaw) {
        boolean[] right = new boolean[flaw.length];
        for (int i = 0; i < right.length; i++) {
            right[i] = !flaw[i];
        }
        return samples(right);
    }

    List<Sample> samples(boolean[] correct) {
        return samples(images, places, correct);
    }

    private static List<Sample> samples(Images images, int[] places, boolean[] correct) {
        List<Sample> samples = new ArrayList<>();
        for (int i = 0; i < correct.length; i++) {
            samples.add(Sample.of(places[i], images.labels()[i], correct[i]));
        }
        return samples;
    }
}
