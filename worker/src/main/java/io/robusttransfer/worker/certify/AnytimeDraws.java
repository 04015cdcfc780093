package io.robusttransfer.worker.certify;

import io.robusttransfer.worker.noise.Noise;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** The draws on one image: which come next, and what those that were counted have decided. */
final class AnytimeDraws {
    /** @param place in its dataset */
    record Image(int row, int place, int classes) {}

    private final AnytimeSampler sampler;
    private final List<ConfidenceSequence> sequences;
    private final Image image;
    private final List<Head> heads;
    private Noise noise;
    private int asked;
    private int counted;

    AnytimeDraws(AnytimeSampler sampler, List<ConfidenceSequence> sequences, Image image, int heads) {
        this.sampler = sampler;
        this.sequences = sequences;
        this.image = image;
        this.heads = IntStream.range(0, heads).mapToObj(head -> new Head()).toList();
    }

    int row() {
        return image.row();
    }

    /** The next draws: none where all were asked for, at most {@code room}, at most up to the next look. */
    NoisyPass.Copies next(int room) {
        int fresh = asked - sampler.selection();
        int from = fresh < 0 ? asked : fresh;
        int end = fresh < 0 ? sampler.selection() : sampler.most();
        int step = fresh < 0 ? BlockCounts.DRAWS : BlockCounts.LOOK;
        int draws = Math.min(room, Math.min(end - from, step - from % step));
        if (draws > 0 && from % BlockCounts.DRAWS == 0) {
            int block = from / BlockCounts.DRAWS;
            noise = Noise.draws(sampler.measure(), image.place(), fresh < 0 ? -1 - block : block);
        }
        asked += draws;
        return new NoisyPass.Copies(image.row(), noise, draws);
    }

    /**
     * Counts draws, in the order in which they were asked for.
     *
     * @param counts heads × classes
     */
    void add(int draws, long[] counts) {
        int classes = image.classes();
        boolean selects = counted < sampler.selection();
        counted += draws;
        int fresh = counted - sampler.selection();
        boolean look = !selects && (fresh % BlockCounts.LOOK == 0 || fresh == sampler.most());
        for (int i = 0; i < heads.size(); i++) {
            long[] own = Arrays.copyOfRange(counts, i * classes, (i + 1) * classes);
            if (selects) {
                heads.get(i).select(own);
            } else {
                heads.get(i).count(own);
            }
            if (look) {
                heads.get(i).look(fresh);
            }
        }
    }

    /** In the order of the heads, as soon as all of them are decided. */
    Optional<List<AnytimeCertificate>> certificates() {
        return heads.stream().allMatch(Head::decided)
                ? Optional.of(heads.stream().map(Head::certificate).toList())
                : Optional.empty();
    }

    private final class Head {
        private final long[] selection = new long[image.classes()];
        private final List<AnytimeCertificate.AtRadius> decisions = new ArrayList<>();
        private long successes;

        Head() {
            sequences.forEach(sequence -> decisions.add(null));
        }

        void select(long[] counts) {
            for (int i = 0; i < counts.length; i++) {
                selection[i] += counts[i];
            }
        }

        void count(long[] counts) {
            successes += counts[label()];
        }

        void look(int draws) {
            for (int i = 0; i < decisions.size(); i++) {
                if (decisions.get(i) == null) {
                    Verdict verdict = sequences.get(i).after(successes, draws);
                    if (verdict != Verdict.UNDECIDED || draws == sampler.most()) {
                        decisions.set(i, new AnytimeCertificate.AtRadius(verdict, draws));
                    }
                }
            }
        }

        boolean decided() {
            return !decisions.contains(null);
        }

        AnytimeCertificate certificate() {
            int fresh = decisions.stream()
                    .mapToInt(AnytimeCertificate.AtRadius::draws)
                    .max()
                    .orElseThrow();
            return new AnytimeCertificate(label(), sampler.selection() + fresh, decisions);
        }

        /** The first of those with most votes. */
        private int label() {
            int most = 0;
            for (int i = 1; i < selection.length; i++) {
                most = selection[i] > selection[most] ? i : most;
            }
            return most;
        }
    }
}
