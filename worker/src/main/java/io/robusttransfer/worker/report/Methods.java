package io.robusttransfer.worker.report;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** How the page's figures were made, what they do not claim, and how to make them again. */
final class Methods {
    private final Experiment experiment;

    Methods(Experiment experiment) {
        this.experiment = experiment;
    }

    String html(Tables tables) {
        return """
            <section id="methods" class="prose">
            <h2>Methods</h2>
            <dl>
            <dt>The question</dt>
            <dd>Among the source schemes that are not ce, the one with the highest robust accuracy on the source's test images (mean over seeds). On the target, with the head trained by ce: its robust accuracy minus that of the ce source scheme, for each seed. The choice looks at the source alone: no figure of the target enters it. Yet the models that win by luck there are the ones that are carried over, so among several close schemes the difference leans upwards a little, most where a target is the source itself: there a verdict asks that it holds for all of them at once, too.</dd>
            %s<dt>Robust accuracy</dt>
            <dd>Share of test images that are right at the worst point the attack found; images that are wrong without an attack count as broken, and so do images that the same attack breaks at a smaller ε of this study. FGSM and PGD climb the log-odds against the label, which rise with the cross-entropy, and are judged where they end. AutoAttack (standard) is APGD-CE, APGD-T, FAB-T and Square in turn, each on what the ones before it left; Square asks for logits alone, the others see the whole model (white box), and all see pixels in [0,1]. No attack proves robustness, stronger ones may break more. An attack on the first n images is compared with others on those n. Where several attacks share norm and ε, the headline takes the worst of them image by image. The headline is %s.</dd>
            <dt>Intervals</dt>
            <dd><b>Over seeds</b>: Student's t, 95&nbsp;%%, of the per-seed values; it speaks of what other trainings would give on these data. <b>On these models, over images</b>: percentile bootstrap, 95&nbsp;%%, of the paired per-image differences, %,d resamples; it speaks of these trained models alone.</dd>
            %s<dt>Verdict</dt>
            <dd><b>No</b> when the whole interval over seeds lies below %s, a gain not worth the name; otherwise <b>yes</b> when the whole interval lies above 0; otherwise <b>undecided</b>. From 3 seeds on; before, <b>needs 3 seeds</b>. Where chance level, a scheme that is left out or the like makes an interval mean something else, the card is undecided and says why. Each card is at 95&nbsp;%% by itself: of twenty, one may mislead.</dd>
            %s%s                <dt>Chance and floor</dt>
            <dd>Chance is 1/classes (%s). A figure lies at the floor when it is at most c + 1.96·√(c(1−c)/n), c chance and n images. Where classes are not equally frequent, guessing the commonest does better than 1/classes.</dd>
            <dt>The best cell</dt>
            <dd>Rings and “best” mark the highest of several cells on the very images it was chosen on, so that figure flatters; the answer above does not rest on it.</dd>
            <dt>Source</dt>
            <dd>The question is that of the paper “When is adversarial robustness transferable?”, which trains an extractor on a source domain by several schemes and retrains the head on a target. Only its opening pages are public to us: nothing here claims to reproduce its tables.</dd>
            <dt>Schemes</dt>
            %s
            </dl>
            </section>
            <section id="again" class="prose">
            <h2>Make it again</h2>
            <pre><code>%s</code></pre>
            <dl class="facts">
            %s</dl>
            <details><summary>The study, with every default filled in</summary>
            <pre><code>%s</code></pre></details>
            <p>Beside this file: <a href="results.csv">results.csv</a>, one line per cell, seed and measure, and <a href="summary.json">summary.json</a>, the answer and all means for programs.</p>
            <details><summary>Columns of results.csv</summary>
            %s</details>
            </section>
            """.formatted(
                        extractor(),
                        experiment
                                .headline()
                                .map(m -> Text.escape(m.words())
                                        + experiment
                                                .threat()
                                                .map(t -> ", chosen by the threat model " + Text.escape(t.norm())
                                                        + ", ε = " + Text.escape(t.epsilon()))
                                                .orElse(""))
                                .orElse("absent: no attack was asked for"),
                        Bootstrap.RESAMPLES,
                        given(),
                        Text.accuracy(Verdict.MARGIN),
                        certificates() + transferability(),
                        shifts(),
                        chance(),
                        schemes(),
                        Text.escape(experiment.command()),
                        facts(),
                        Text.escape(experiment.study()),
                        tables.columns());
    }

    private String extractor() {
        return experiment.movesExtractor() ? """
            <dt>f frozen, f moved</dt>
            <dd><b>Frozen</b>: the target trains a head alone, so that every head of a source model sees the same features, and a head can only choose among what they withstand. <b>Moved</b>: the target trains f, too, so that training under attack there can bring a robustness that the source never had, and training without it can undo what the source gave. How a head is trained over a frozen f is usually a small lever, how f is trained a great one; so no answer, mean, best cell or ring here is over both.</dd>
            """ : "";
    }

    private String given() {
        String names = experiment.schemes().stream()
                .filter(Experiment.Scheme::given)
                .map(scheme -> Text.escape(scheme.name()))
                .collect(Collectors.joining(", "));
        return names.isEmpty() ? "" : """
            <dd><b>Over heads</b>: %s was given and is the same f for every seed. Its figures with its own head are of one model, without an interval; those with heads fitted here over the f as it is vary with the heads alone; where f moves, each seed moves the same one. Their intervals are narrower than those of an f that each seed trains anew.</dd>
            """.formatted(names);
    }

    private String lipschitz() {
        return experiment.further().stream().anyMatch(each -> each.series().contains(Series.LIPSCHITZ)) ? """
            <dd>By the Lipschitz bound L of f: the smallest of (z<sub>y</sub> − z<sub>j</sub>) / (L · ‖w<sub>y</sub> − w<sub>j</sub>‖) over the other classes j, in L2. L is the product of upper bounds of the layers’ norms (Gram iteration, Delattre et al. 2023), divided by the smallest deviation of the normalisation. It holds for every linear head on that f, in exact arithmetic and with the rounding of 32 bits (a GPU’s TF32 rounds more than is allowed for). It is certified for source models of the scheme lipschitz alone, with heads that leave f as it was; of any other f the bound says nothing worth a column, so its cells show –.</dd>
            """ : "";
    }

    private String certificates() {
        String said = smoothing() + lipschitz();
        return said.isEmpty() ? "" : "<dt>Certificates</dt>\n" + said;
    }

    private String smoothing() {
        Certificates certificates = experiment.certificates();
        StringBuilder html = new StringBuilder();
        certificates.fixed().stream()
                .findFirst()
                .ifPresent(fixed -> html.append("""
                    <dd>Randomized smoothing by CERTIFY of Cohen, Rosenfeld and Kolter (2019): n<sub>0</sub> = %,d draws of noise choose the class, n = %,d fresh ones bound its probability p_A from below, α = %s. The radius is σ Φ⁻¹(p_A). Where all draws agree p_A is α<sup>1/n</sup>, which ends the curves: %s. Certified accuracy at r: the share of images that are right with a radius of at least r; tables show r = σ. Average certified radius (ACR): the mean over images of the radius where the class is right, else 0. It grows with n and with what is already certain, so that models are better compared by certified accuracy and by the distribution of p_A (Sun and others, arXiv 2410.06895).</dd>
                    """.formatted(
                                fixed.selectionSamples(),
                                fixed.samples(),
                                Text.escape(fixed.alpha()),
                                certificates.fixed().stream()
                                        .map(each -> "r = " + Text.radius(each.farthest()) + " at σ = "
                                                + Text.escape(each.sigma()))
                                        .collect(Collectors.joining(", ")))));
        certificates.anytime().stream()
                .findFirst()
                .ifPresent(anytime -> html.append("""
                    <dd>Anytime smoothing: n<sub>0</sub> = %,d draws choose the class; fresh ones are looked at every 100, until a confidence sequence (Voráček 2024) tells whether p_A lies above Φ(r/σ), at most %,d. It certifies wrongly with probability at most α = %s, over all looks and radii of an image, and refuses wrongly with probability at most as much again. What is undecided at the end counts as not certified. It says nothing of other radii than those that were asked for: r = %s.</dd>
                    """.formatted(
                                anytime.selectionSamples(),
                                anytime.maxSamples(),
                                Text.escape(anytime.alpha()),
                                Text.escape(String.join(", ", anytime.radii())))));
        return html.toString();
    }

    private String shifts() {
        return experiment.further().stream().anyMatch(each -> !each.at().shift().isEmpty()) ? """
            <dt>Shifts</dt>
            <dd>Images as noise, blur, weather or a compression changes them, the same for every model; each figure is the mean over severities, which results.csv has one by one. The changes and their strengths are those of CIFAR-10-C (Hendrycks and Dietterich 2019), drawn anew for the sides of these images, so that figures are not those on the published files. <b>Synthetic frost</b> is no frost of theirs: it stands in for six photographs, and no mean over shifts holds it. <b>Translate</b> and <b>gradient</b> (uneven light) are our own and stand outside, too. <b>mCE</b>: the mean over the shifts of Σ errors ÷ Σ errors of the source scheme ce in the same place with the same seed, over severities; below 1 is better than ce. <b>Relative mCE</b> takes the clean errors of both off first; where a shift adds few errors to those of ce it divides by little, so read it beside mCE. There is – where ce is not in the study or makes no error, and for relative mCE where a shift adds none to those of ce.</dd>
            """ : "";
    }

    private String transferability() {
        return experiment.further().stream().anyMatch(Quantity::isScore) ? """
                <dt>Transferability</dt>
                <dd>Scores of a source model on the target’s training images, as they are, under the frozen f; LEEP and NCE by the probabilities of the source’s own head (or of the one fitted on the source, where the scheme trains none). LEEP: mean log-likelihood of labels by way of the source’s classes (Nguyen et al. 2020). NCE: −H(label | the source’s class) (Tran et al. 2019). LogME: highest evidence of a linear model of each class (You et al. 2021). H-score: tr(cov(f)⁺ cov(E[f | y])) (Bao et al. 2019). TransRate: R(f) − R(f | y), ε = 0.0001, classes by their shares (Huang et al. 2022); it grows with the size of features, which we do not bring to one length, as the authors’ program does. GBC: −Σ exp(−Bhattacharyya distance) over pairs of classes, variances feature by feature (Pándy et al. 2022). CKA: linear, with the one-hot labels (Kornblith et al. 2019). A score has no value on the source itself and where f moved.</dd>
                """ : "";
    }

    private String chance() {
        return Text.escape(experiment.source()) + " 1 in " + experiment.classes()
                + experiment.targets().stream()
                        .map(t -> ", " + Text.escape(t.name()) + " 1 in " + t.classes())
                        .collect(Collectors.joining());
    }

    private String facts() {
        String devices = experiment.devices().isEmpty()
                ? ""
                : "<dt>device</dt><dd>" + Text.escape(String.join(", ", experiment.devices())) + "</dd>\n";
        return devices
                + experiment.facts().stream()
                        .map(f -> "<dt>" + Text.escape(f.name()) + "</dt><dd>" + Text.escape(f.value()) + "</dd>\n")
                        .collect(Collectors.joining());
    }

    /** What each kind of scheme in this study is; its settings are the manifest's. */
    private String schemes() {
        Map<String, String> kinds = new LinkedHashMap<>();
        Stream.concat(
                        experiment.schemes().stream(),
                        experiment.targets().stream().flatMap(target -> target.heads().stream()))
                .forEach(scheme -> kinds.putIfAbsent(scheme.kind(), scheme.words()));
        return kinds.entrySet().stream()
                .map(kind ->
                        "<dd><b>%s</b> %s</dd>".formatted(Text.escape(kind.getKey()), Text.escape(kind.getValue())))
                .collect(Collectors.joining("\n"));
    }
}
