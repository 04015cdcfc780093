package io.robusttransfer.worker.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.robusttransfer.crds.api.AnytimeSmoothing;
import io.robusttransfer.crds.api.AttackSpec;
import io.robusttransfer.crds.api.CeSpec;
import io.robusttransfer.crds.api.Corruption;
import io.robusttransfer.crds.api.EvaluationAttack;
import io.robusttransfer.crds.api.EvaluationSpec;
import io.robusttransfer.crds.api.Fraction;
import io.robusttransfer.crds.api.GivenShift;
import io.robusttransfer.crds.api.Measure;
import io.robusttransfer.crds.api.ModelNumber;
import io.robusttransfer.crds.api.SchemeSpec;
import io.robusttransfer.crds.api.Smoothing;
import io.robusttransfer.crds.api.SourceHead;
import io.robusttransfer.crds.api.SourceScheme;
import io.robusttransfer.crds.api.Study;
import io.robusttransfer.crds.api.Target;
import io.robusttransfer.crds.json.CanonicalJson;
import io.robusttransfer.crds.plan.Plan;
import io.robusttransfer.crds.plan.Planner;
import io.robusttransfer.crds.plan.Stage;
import io.robusttransfer.crds.plan.StageDocument;
import io.robusttransfer.worker.archive.StageStore;
import io.robusttransfer.worker.report.Certificates;
import io.robusttransfer.worker.report.CorruptionErrors;
import io.robusttransfer.worker.report.Experiment;
import io.robusttransfer.worker.report.Quantity;
import io.robusttransfer.worker.report.Report;
import io.robusttransfer.worker.stage.ResultReader;
import io.robusttransfer.worker.store.Store;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Makes and writes the files of a report, from the plan and the results that are there. */
final class ReportFiles {
    static final String HTML = "report.html";
    static final String SUMMARY = "summary.json";
    static final String TABLE = "results.csv";

    private static final ObjectMapper YAML = new YAMLMapper(YAMLFactory.builder()
            .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
            .build());

    private final Prepared prepared;
    private final String command;

    /** @param command what a person types to compute all this again */
    ReportFiles(Prepared prepared, String command) {
        this.prepared = prepared;
        this.command = command;
    }

    Report report(ResultReader reader) {
        return new Report(
                experiment(reader.devices()), corruptionErrors().in(reader.cells()), reader.work(), reader.pictures());
    }

    /** @return SHA-256 of report.html */
    String write(Report report, StageStore store) {
        byte[] html = report.reportHtml();
        store.store().write(prepared.folder() + TABLE, report.resultsCsv());
        store.store().write(prepared.folder() + SUMMARY, report.summaryJson());
        store.store().write(prepared.folder() + HTML, html);
        return CanonicalJson.sha256(html);
    }

    /** The table, the answers, the notes and where the report is, for a person. */
    void show(Report report, Store store, PrintStream out) {
        out.println();
        report.terminalTable().forEach(out::println);
        out.println();
        report.allAnswers().forEach(answer -> {
            out.println(answer.sentence());
            if (answer.comparison().isPresent()) {
                answer.retained().ifPresent(note -> out.println("Note: " + note));
                answer.notes().forEach(note -> out.println("Note: " + note));
            }
        });
        report.findings().forEach(finding -> {
            out.println(finding.sentence());
            finding.notes().forEach(note -> out.println("Note: " + note));
        });
        prepared.remarks().forEach(remark -> out.println("Note: " + remark));
        out.println("Report: " + place(store));
    }

    /** Where report.html is. */
    String place(Store store) {
        return store.location() + "/" + prepared.folder() + HTML;
    }

    private Experiment experiment(List<String> devices) {
        Plan plan = prepared.plan();
        Study study = plan.study();
        return new Experiment(
                plan.name(),
                "source",
                classes(Planner.SOURCE),
                study.source().schemes().stream()
                        .map(s -> scheme(
                                s.name(),
                                s.scheme(),
                                s.fittedHead().map(SourceHead::scheme).orElse(s.scheme())))
                        .toList(),
                study.targets().stream().map(this::target).toList(),
                study.seeds().stream().map(Integer::longValue).toList(),
                Optional.of(new Experiment.Threat(
                        study.threat().norm().spelling(),
                        study.threat().epsilon().toString())),
                study.evaluation().attacks().stream()
                        .map(named -> attack(named, study))
                        .toList(),
                new Certificates(fixed(study.evaluation()), anytime(study.evaluation())),
                further(),
                devices,
                command,
                facts(),
                yaml(study));
    }

    /** What the plan measures beyond clean accuracy, attacks and smoothing, and what that comes to. */
    private List<Quantity> further() {
        Plan plan = prepared.plan();
        return Stream.concat(
                        measures()
                                .flatMap(measure -> Stream.concat(
                                        figures(measure, plan.study().evaluation()), numbers(measure))),
                        corruptionErrors().quantities().stream())
                .toList();
    }

    private CorruptionErrors corruptionErrors() {
        Study study = prepared.plan().study();
        return new CorruptionErrors(
                measures()
                        .filter(Measure.OnChanged.class::isInstance)
                        .map(measure -> shifted((Measure.OnChanged) measure))
                        .distinct()
                        .toList(),
                Arrays.stream(Corruption.values())
                        .filter(Corruption::counts)
                        .map(Corruption::id)
                        .collect(Collectors.toSet()),
                study.source().schemes().stream()
                        .filter(each -> each.scheme() instanceof CeSpec)
                        .map(SourceScheme::name)
                        .findFirst(),
                study.evaluation().given().stream()
                        .collect(Collectors.toMap(GivenShift::name, set -> judged(set, study.evaluation()))));
    }

    private int judged(GivenShift set, EvaluationSpec evaluation) {
        String digest = prepared.plan().digests().get(Planner.given(set));
        int asked = evaluation.given(set, digest).get(0).images(evaluation.images());
        return Math.min(asked, prepared.facts().get(Planner.given(set)).test());
    }

    private Stream<Measure> measures() {
        return prepared.plan().stages().stream()
                .map(Stage::document)
                .filter(StageDocument.Evaluate.class::isInstance)
                .flatMap(document -> ((StageDocument.Evaluate) document).measures().all().stream())
                .distinct();
    }

    private static Quantity shifted(Measure.OnChanged shift) {
        return Quantity.shifted(shift.shift(), shift.severity());
    }

    private static Stream<Quantity> figures(Measure measure, EvaluationSpec evaluation) {
        if (measure instanceof Measure.Lipschitz) {
            return Stream.concat(
                    Stream.of(Quantity.lipschitzRadius()),
                    evaluation.lipschitzCertificate().radii().stream()
                            .map(radius -> Quantity.lipschitzAccuracy(radius.toString(), radius.toDouble())));
        }
        if (measure instanceof Measure.Representation attack) {
            return Arrays.stream(Measure.Goal.values())
                    .map(reading -> Quantity.representation(
                            attack.goal().toString(),
                            reading.toString(),
                            attack.norm().spelling(),
                            attack.epsilon().toString()));
        }
        return Stream.empty();
    }

    private static Stream<Quantity> numbers(Measure measure) {
        return measure instanceof Measure.OnChanged shift
                ? Stream.of(shifted(shift))
                : measure.numbers().stream().map(number -> quantity(measure, number));
    }

    private static Quantity quantity(Measure measure, ModelNumber number) {
        Quantity.Unit unit = new Quantity.Unit(number.unit());
        Quantity.Better better = number.lowerIsBetter() ? Quantity.Better.LOWER : Quantity.Better.HIGHER;
        return measure instanceof Measure.Transferability
                ? Quantity.score(number.id(), number.title(), unit, better)
                : Quantity.number(number.id(), number.title(), unit, better);
    }

    private static List<Certificates.Fixed> fixed(EvaluationSpec evaluation) {
        Smoothing smoothing = evaluation.smoothing();
        return smoothing == null
                ? List.of()
                : smoothing.sigmas().stream()
                        .map(sigma -> new Certificates.Fixed(
                                sigma.toString(),
                                smoothing.samples(),
                                smoothing.selectionSamples(),
                                smoothing.alpha().toString(),
                                sigma.toDouble() * Remarks.farthest(smoothing)))
                        .toList();
    }

    private static List<Certificates.Anytime> anytime(EvaluationSpec evaluation) {
        AnytimeSmoothing anytime = evaluation.anytimeSmoothing();
        return anytime == null
                ? List.of()
                : anytime.sigmas().stream()
                        .map(sigma -> new Certificates.Anytime(
                                sigma.toString(),
                                anytime.radii().stream().map(Fraction::toString).toList(),
                                anytime.maxSamples(),
                                anytime.selectionSamples(),
                                anytime.alpha().toString()))
                        .toList();
    }

    private static String yaml(Study study) {
        try {
            return YAML.writeValueAsString(Map.of("study", new FilledIn(study).tree()));
        } catch (IOException e) {
            throw new IllegalStateException("a study that was read can be written", e);
        }
    }

    private List<Experiment.Fact> facts() {
        List<Experiment.Fact> facts = new ArrayList<>(List.of(
                new Experiment.Fact("Robust Transfer", Version.current()),
                new Experiment.Fact("plan", prepared.plan().hash())));
        prepared.remarks().forEach(remark -> facts.add(new Experiment.Fact("note", remark)));
        return facts;
    }

    private Experiment.Target target(Target target) {
        return new Experiment.Target(
                target.name(),
                classes(Planner.domain(target)),
                target.schemes().stream()
                        .map(s -> scheme(s.name(), s.scheme(), s.scheme()))
                        .toList(),
                target.dataset().sameAs() != null);
    }

    private static Experiment.Scheme scheme(String name, SchemeSpec scheme, SchemeSpec head) {
        return new Experiment.Scheme(
                name, scheme.field(), scheme.words(), head.field(), scheme.movesExtractor(), scheme.given());
    }

    private int classes(String domain) {
        return prepared.facts().get(domain).classes();
    }

    private static Experiment.Attack attack(EvaluationAttack named, Study study) {
        AttackSpec attack = named.attack();
        return new Experiment.Attack(
                named.name(),
                attack.field(),
                attack.ball(study.threat()).spelling(),
                attack.epsilons().stream().map(Fraction::toString).toList(),
                named.images());
    }
}
