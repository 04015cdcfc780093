package io.robusttransfer.crds.protocol;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Shortens a termination message that is too long. It leaves out, in this order: what is beyond the status' bounds of texts,
 * stages of lists that are done in part, stages of the plan's last lists, most of the texts, the report, the plan. A reader of
 * a shortened message repeats some work but does nothing wrong.
 */
final class MessageTruncation {
    private static final int PROBLEM = 1000;
    private static final int BEST = 256;
    private static final int SENTENCE = 512;
    private static final int VERDICT = 64;
    private static final int ANSWERS = 128;
    private static final int URI = 1024;
    private static final int FEW = 100;

    private final List<List<Integer>> lists;

    MessageTruncation(List<List<Integer>> lists) {
        this.lists = lists;
    }

    TerminationMessage of(TerminationMessage said) {
        TerminationMessage bounded = withTexts(said, PROBLEM, SENTENCE);
        return first(List.of(
                () -> bounded,
                () -> withLists(bounded, lists.size()),
                () -> withMostLists(bounded),
                () -> withMostLists(withTexts(said, FEW, FEW)),
                () -> new TerminationMessage(cut(said.problem(), FEW), withoutMarks(said.planned()), null, null),
                () -> new TerminationMessage(cut(said.problem(), FEW), null, null, null)));
    }

    private static TerminationMessage first(List<Supplier<TerminationMessage>> candidates) {
        return candidates.stream()
                .map(Supplier::get)
                .filter(TerminationMessage::fits)
                .findFirst()
                .orElseGet(() -> new TerminationMessage(null, null, null, null));
    }

    /** As many lists from the first as there is room for. */
    private TerminationMessage withMostLists(TerminationMessage said) {
        int fitting = 0;
        int beyond = lists.size() + 1;
        while (beyond - fitting > 1) {
            int middle = (fitting + beyond) / 2;
            if (withLists(said, middle).fits()) {
                fitting = middle;
            } else {
                beyond = middle;
            }
        }
        return withLists(said, fitting);
    }

    /** Keeps the marks of those of the first lists that are settled completely. */
    private TerminationMessage withLists(TerminationMessage said, int count) {
        PlanResult planned = said.planned();
        if (planned == null) {
            return said;
        }
        IndexSet settled = planned.done().with(planned.skipped());
        Set<Integer> kept = new HashSet<>();
        lists.subList(0, count).stream()
                .filter(list -> list.stream().allMatch(settled::has))
                .forEach(kept::addAll);
        PlanResult fewer = planned.with(among(kept, planned.done()), among(kept, planned.skipped()));
        return new TerminationMessage(
                said.problem(), count < lists.size() ? fewer.ofFirst(count) : fewer, said.worked(), said.reported());
    }

    private static IndexSet among(Set<Integer> kept, IndexSet marks) {
        return IndexSet.of(marks.numbers().stream().filter(kept::contains).toList());
    }

    private static PlanResult withoutMarks(PlanResult planned) {
        boolean unmarked =
                planned == null || planned.done().isEmpty() && planned.skipped().isEmpty();
        return unmarked
                ? planned
                : planned.with(IndexSet.none(), IndexSet.none()).ofFirst(0);
    }

    private static TerminationMessage withTexts(TerminationMessage said, int problem, int sentence) {
        ReportResult reported = said.reported();
        return new TerminationMessage(
                cut(said.problem(), problem),
                said.planned(),
                said.worked(),
                reported == null
                        ? null
                        : new ReportResult(
                                cut(reported.uri(), URI),
                                reported.sha256(),
                                cut(reported.best(), Math.min(BEST, sentence)),
                                cut(reported.verdict(), VERDICT),
                                cut(reported.sentence(), sentence),
                                cut(reported.answers(), Math.min(ANSWERS, sentence))));
    }

    /** The first characters, none of them in half; control characters, which JSON spells in six, as spaces. */
    private static String cut(String text, int most) {
        if (text == null) {
            return null;
        }
        String plain = text.replaceAll("\\p{Cntrl}", " ");
        if (plain.codePointCount(0, plain.length()) <= most) {
            return plain;
        }
        return plain.substring(0, plain.offsetByCodePoints(0, most - 1)) + "…";
    }
}
