package io.robusttransfer.worker.cli;

import io.robusttransfer.crds.api.CeSpec;
import io.robusttransfer.crds.api.Dataset;
import io.robusttransfer.crds.api.EvaluationAttack;
import io.robusttransfer.crds.api.Fraction;
import io.robusttransfer.crds.api.GivenShift;
import io.robusttransfer.crds.api.InnerAttack;
import io.robusttransfer.crds.api.PgdSpec;
import io.robusttransfer.crds.api.PretrainedSpec;
import io.robusttransfer.crds.api.SchemeSpec;
import io.robusttransfer.crds.api.Smoothing;
import io.robusttransfer.crds.api.Source;
import io.robusttransfer.crds.api.SourceScheme;
import io.robusttransfer.crds.api.StepDecay;
import io.robusttransfer.crds.api.Study;
import io.robusttransfer.crds.api.Target;
import io.robusttransfer.crds.api.TargetScheme;
import io.robusttransfer.crds.api.Threat;
import io.robusttransfer.crds.api.Training;
import io.robusttransfer.crds.json.CanonicalJson;
import io.robusttransfer.crds.plan.Planner;
import io.robusttransfer.worker.archive.DatasetFacts;
import io.robusttransfer.worker.certify.Cohen;
import io.robusttransfer.worker.report.Verdict;
import io.robusttransfer.worker.scheme.Scheme;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Remarks on an experiment: what is not refused, but should be known before its results are trusted.
 *
 * @param facts of each domain's dataset, by {@link Planner#SOURCE} and {@link Planner#domain}
 */
record Remarks(Study study, Map<String, DatasetFacts> facts) {
    private static final String SOURCE = "spec.study.source";

    List<String> all() {
        // schemes that train alike are spoken of once
        Set<String> all = new LinkedHashSet<>();
        Set<String> seen = new HashSet<>();
        question(all);
        data(SOURCE, Planner.SOURCE, seen, all);
        Source source = study.source();
        for (int i = 0; i < source.schemes().size(); i++) {
            SourceScheme scheme = source.schemes().get(i);
            training(SOURCE, images(Planner.SOURCE, source.dataset()), source.training(scheme), all);
            views(scheme, all);
            accuracy(SOURCE + ".schemes[" + i + "]", scheme, all);
            step(SOURCE + ".schemes[" + i + "]", scheme.scheme(), all);
        }
        for (int i = 0; i < study.targets().size(); i++) {
            Target target = study.targets().get(i);
            String field = "spec.study.targets[" + i + "]";
            data(field, Planner.domain(target), seen, all);
            for (int j = 0; j < target.schemes().size(); j++) {
                TargetScheme scheme = target.schemes().get(j);
                training(field, images(Planner.domain(target), target.dataset()), target.training(scheme), all);
                extractor(field, target, scheme, all);
                step(field + ".schemes[" + j + "]", scheme.scheme(), all);
            }
        }
        attacks(study.evaluation().attacks(), all);
        given(all);
        if (study.evaluation().smoothing() != null) {
            smoothing(study.evaluation().smoothing(), all);
        }
        if (study.evaluation().anytimeSmoothing() != null) {
            images("anytimeSmoothing", study.evaluation().anytimeSmoothing().images(), all);
        }
        return List.copyOf(all);
    }

    /** What leaves it open from the start whether robustness transfers. */
    private void question(Set<String> all) {
        if (study.seeds().size() < Verdict.SEEDS) {
            all.add("spec.study.seeds: "
                    + (study.seeds().size() == 1
                            ? "one alone, so there is no interval over seeds and no verdict"
                            : study.seeds().size() + ", so there is no verdict")
                    + "; from " + Verdict.SEEDS + " seeds on there is one");
        }
        if (study.source().schemes().stream().noneMatch(scheme -> scheme.scheme() instanceof CeSpec)) {
            all.add(SOURCE
                    + ".schemes: no ce, so whether robustness transfers cannot be answered; add {name: ce, ce: {}}");
        }
        for (int i = 0; i < study.targets().size(); i++) {
            List<SchemeSpec> frozen = study.targets().get(i).schemes().stream()
                    .map(TargetScheme::scheme)
                    .filter(scheme -> !scheme.movesExtractor())
                    .toList();
            if (!frozen.isEmpty() && frozen.stream().noneMatch(CeSpec.class::isInstance)) {
                all.add(
                        "spec.study.targets[" + i
                                + "].schemes: no ce, with whose head source schemes are compared over a frozen f; add {name: ce, ce: {}}");
            }
        }
        if (study.source().schemes().stream().allMatch(scheme -> scheme.scheme() instanceof CeSpec)) {
            all.add(SOURCE
                    + ".schemes: ce alone, so there is nothing to compare it with; add one that should be robust, such as"
                    + " {name: ceA, ceA: {}}");
        }
    }

    /** The same images are spoken of once. */
    private void data(String field, String domain, Set<String> seen, Set<String> all) {
        DatasetFacts known = facts.get(domain);
        if (seen.add(known.digest())) {
            known.oddities().forEach(oddity -> all.add(field + ".dataset: " + oddity));
        }
    }

    private int images(String domain, Dataset dataset) {
        return facts.get(domain).trainingImages(dataset.samplesPerClass(), dataset.validation());
    }

    private static void training(String field, int images, Training training, Set<String> all) {
        if (training.batchSize() > images) {
            all.add(field + ".training.batchSize: " + training.batchSize() + ", but there are " + images
                    + " training images: one step per epoch, " + training.epochs() + " in all");
        }
        if (training.schedule().choice() instanceof StepDecay steps) {
            List<Integer> never = steps.milestones().stream()
                    .filter(milestone -> milestone >= training.epochs())
                    .toList();
            if (!never.isEmpty()) {
                all.add(field + ": the learning rate never falls at the milestones " + never
                        + " of schedule.step, since training ends after " + training.epochs()
                        + " epochs, counted from 0");
            }
        }
    }

    private void step(String field, SchemeSpec scheme, Set<String> all) {
        if (scheme instanceof InnerAttack attack) {
            Threat ball = attack.ball(study.threat());
            step(field + "." + scheme.field(), attack.stepSize(), ball.epsilon(), all);
        }
    }

    /** A set of other images than the test part's. */
    private void given(Set<String> all) {
        List<GivenShift> sets = study.evaluation().given();
        for (int i = 0; i < sets.size(); i++) {
            String field = "spec.study.evaluation.shifts.given[" + i + "]";
            facts.get(Planner.given(sets.get(i))).oddities().forEach(oddity -> all.add(field + ": " + oddity));
            int severities = sets.get(i).severities();
            int images = facts.get(Planner.given(sets.get(i))).test() * severities;
            int test = facts.get(Planner.domain(study, sets.get(i))).test();
            if (images != test * severities) {
                all.add(
                        images % test == 0
                                ? field + ".severities: " + severities + ", but the set has " + images / test
                                        + " times as many images as the test part of its domain; if one severity follows"
                                        + " another in it, write severities: " + images / test
                                : field + ": " + images / severities
                                        + " images of a severity, and the test part of its domain has " + test
                                        + ": other images are judged than those that are judged as they are");
            }
        }
    }

    private void attacks(List<EvaluationAttack> attacks, Set<String> all) {
        for (int i = 0; i < attacks.size(); i++) {
            EvaluationAttack named = attacks.get(i);
            if (named.attack() instanceof PgdSpec pgd) {
                Fraction largest = Collections.max(pgd.epsilons());
                step("spec.study.evaluation.attacks[" + i + "].pgd", pgd.stepSize(), largest, all);
            }
            images("attacks[" + i + "]", named.images(), all);
            if (named.images() != null && attacks.stream().anyMatch(other -> more(other, named))) {
                all.add("spec.study.evaluation.attacks[" + i
                        + "].images: the answer is about the worst of all attacks in the"
                        + " threat's ball, and so about the first " + named.images() + " images alone, which "
                        + named.name()
                        + " sees; give it more images, or another epsilon if it is to be a check beside the others");
            }
        }
    }

    /** Whether both attack in the threat's ball, the other one more images. */
    private boolean more(EvaluationAttack other, EvaluationAttack named) {
        int images = other.images() == null ? study.evaluation().images() : other.images();
        return inThreatsBall(other) && inThreatsBall(named) && images > named.images();
    }

    private boolean inThreatsBall(EvaluationAttack named) {
        return named.attack().ball(study.threat()) == study.threat().norm()
                && named.attack().epsilons().contains(study.threat().epsilon());
    }

    /** A step of two radii reaches every point of the ball from every other. */
    private static void step(String attack, Fraction stepSize, Fraction epsilon, Set<String> all) {
        if (stepSize != null && stepSize.compareTo(epsilon.times(new Fraction(2, 1))) > 0) {
            all.add(
                    attack + ".stepSize: " + stepSize + " is more than twice the radius " + epsilon
                            + ", so that every step ends on the border again; both are in pixels of [0,1]: 2/255 is meant, not 2?");
        }
    }

    private void views(SourceScheme scheme, Set<String> all) {
        boolean compares = Scheme.of(scheme.scheme(), study.threat()).needs().views();
        if (compares && study.source().dataset().augment().isEmpty()) {
            all.add(SOURCE + ".dataset.augment: none, so the two views of an image that the scheme " + scheme.name()
                    + " compares differ by nothing but what it does to them itself; set what may vary, such as augment:"
                    + " [crop, rotate]");
        }
    }

    /** Nothing else would show it. */
    private static void accuracy(String field, SourceScheme scheme, Set<String> all) {
        if (scheme.scheme() instanceof PretrainedSpec given && given.accuracy() == null && scheme.head() == null) {
            all.add(field
                    + ".pretrained.accuracy: none is stated, so nothing checks that its normalisation and the order"
                    + " of its classes are right; write what it is known to reach on the source");
        }
    }

    private static void extractor(String field, Target target, TargetScheme scheme, Set<String> all) {
        boolean ofAllSchemes = target.training() != null
                && target.training().optimizer() != null
                && (scheme.training() == null || scheme.training().optimizer() == null);
        Training usual = scheme.scheme().retraining();
        if (ofAllSchemes && !usual.equals(Training.HEAD)) {
            all.add(field + ".training.optimizer: " + scheme.name()
                    + " also trains f with the heads' optimizer; a learning rate that suits a head often makes f forget"
                    + " what it learned: give " + scheme.name()
                    + " a training.optimizer of its own, such as "
                    + CanonicalJson.text(usual.optimizer()));
        }
    }

    private void smoothing(Smoothing smoothing, Set<String> all) {
        String field = "spec.study.evaluation.smoothing.";
        if (smoothing.selectionSamples() >= smoothing.samples()) {
            all.add(field + "selectionSamples: " + smoothing.selectionSamples()
                    + " draws choose the class and only " + smoothing.samples()
                    + " bound its radius, so radii are smaller than they need be; samples: "
                    + 100L * smoothing.selectionSamples() + " would be usual");
        }
        if (farthest(smoothing) < 1) {
            all.add(field + "samples: " + smoothing.samples() + " draws certify at most a radius of "
                    + String.format(Locale.ROOT, "%.2f", farthest(smoothing))
                    + " sigma, so that certified accuracy at radius sigma, which tables lead with, is 0 for all");
        }
        images("smoothing", smoothing.images(), all);
    }

    /** The radius, in sigmas, where all draws agree. */
    static double farthest(Smoothing smoothing) {
        return Cohen.radius(
                Cohen.lowerBound(
                        smoothing.samples(),
                        smoothing.samples(),
                        smoothing.alpha().toDouble()),
                1);
    }

    private void images(String certificate, Integer images, Set<String> all) {
        facts.forEach((domain, known) -> {
            if (images != null && images > known.test() && !domain.startsWith(Planner.GIVEN)) {
                all.add("spec.study.evaluation." + certificate + ".images: " + images + ", but the test part of "
                        + domain + " has " + known.test());
            }
        });
    }
}
