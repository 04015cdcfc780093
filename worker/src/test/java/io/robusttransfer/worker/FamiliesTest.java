package io.robusttransfer.worker;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonTypeName;
import io.robusttransfer.crds.api.AttackSpec;
import io.robusttransfer.crds.api.Checkpoint;
import io.robusttransfer.crds.api.EvaluationAttack;
import io.robusttransfer.crds.api.Measure;
import io.robusttransfer.crds.api.OptimizerSpec;
import io.robusttransfer.crds.api.ScheduleSpec;
import io.robusttransfer.crds.api.SchemeSpec;
import io.robusttransfer.crds.api.SourceScheme;
import io.robusttransfer.crds.api.TargetScheme;
import io.robusttransfer.crds.json.CanonicalJson;
import io.robusttransfer.crds.plan.Layout;
import io.robusttransfer.crds.plan.Plan;
import io.robusttransfer.crds.plan.Planner;
import io.robusttransfer.crds.plan.Revisions;
import io.robusttransfer.crds.plan.Stage;
import io.robusttransfer.crds.plan.StageDocument;
import io.robusttransfer.crds.plan.StageKind;
import io.robusttransfer.worker.data.Images;
import io.robusttransfer.worker.evaluate.Column;
import io.robusttransfer.worker.evaluate.Evaluation;
import io.robusttransfer.worker.evaluate.ForgottenParts;
import io.robusttransfer.worker.evaluate.ScoredModel;
import io.robusttransfer.worker.evaluate.Subject;
import io.robusttransfer.worker.manifest.ManifestReader;
import io.robusttransfer.worker.model.Net;
import io.robusttransfer.worker.model.Trainable;
import io.robusttransfer.worker.scheme.EveryScheme;
import io.robusttransfer.worker.scheme.Scheme;
import io.robusttransfer.worker.tensor.OnTorch;
import io.robusttransfer.worker.tensor.Scope;
import io.robusttransfer.worker.train.Optimizer;
import io.robusttransfer.worker.train.Recipe;
import io.robusttransfer.worker.train.Trainer;
import io.robusttransfer.worker.train.TrainingListener;
import io.robusttransfer.worker.train.TrainingResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every member of every sealed family goes from a manifest to a document, to canonical JSON and back, and to what the worker
 * computes with. One that is forgotten anywhere on the way fails here.
 */
@OnTorch
class FamiliesTest {
    private static final String MANIFEST = """
        apiVersion: robusttransfer.io/v1alpha1
        kind: RobustTransferExperiment
        metadata: {name: families}
        spec:
          study:
            seeds: [0]
            input: {channels: 1, height: 8, width: 8}
            model: {architecture: small-cnn}
            threat: {norm: L2, epsilon: "0.3"}
            source:
              dataset: {uri: "synthetic://digits", validation: "0.2", augment: [crop]}
              training: {epochs: 3, batchSize: 8, optimizer: {%s}, schedule: {%s}, checkpoint: {%s}}
              schemes: [{name: one, %s}]
            targets:
            - name: letters
              dataset: {uri: "synthetic://letters", validation: "0.2"}
              training: {epochs: 3, batchSize: 8, optimizer: {%1$s}, schedule: {%2$s}, checkpoint: {%3$s}}
              schemes: [{name: one, %s}]
            evaluation:
              images: 4
              attacks: [{name: one, %s}]
              smoothing: {sigmas: ["0.25"], samples: 10, selectionSamples: 5, alpha: "0.01"}
              representations: {epsilons: ["0.1"], steps: 2}
              anytimeSmoothing: {sigmas: ["0.25"], radii: ["0.1", "0.2"], maxSamples: 250}
              shifts: {given: [{name: mine, domain: letters, dataset: {uri: "synthetic://letters?clutter=4"}}]}
              %s
          results: {uri: "s3://results/here", store: lab}
          stores: [{name: lab, s3: {endpoint: "http://localhost:9000"}}]
        """;

    private static final Images IMAGES = Toy.images(30);

    @TempDir
    Path folder;

    /** A field of a manifest's entry, such as {@code ceN: {sigma: "0.25"}}. */
    private record Member(Class<?> type, String field) {
        String written() {
            return field + ": " + EveryScheme.required(type);
        }

        @Override
        public String toString() {
            return field;
        }
    }

    private static List<Member> members(Class<?> entry, Class<?> family) {
        return Arrays.stream(entry.getRecordComponents())
                .filter(component -> family.isAssignableFrom(component.getType()))
                .map(component -> new Member(component.getType(), component.getName()))
                .toList();
    }

    private static Set<Class<?>> permitted(Class<?> family) {
        return Arrays.stream(family.getPermittedSubclasses())
                .flatMap(each -> each.isSealed() ? permitted(each).stream() : Stream.of(each))
                .collect(Collectors.toSet());
    }

    private static Set<Class<?>> types(List<Member> members) {
        return members.stream().map(Member::type).collect(Collectors.toSet());
    }

    @Test
    void every_member_can_be_written_in_a_manifest() {
        List<Member> schemes = new ArrayList<>(members(SourceScheme.class, SchemeSpec.class));
        schemes.addAll(members(TargetScheme.class, SchemeSpec.class));
        assertThat(types(schemes)).isEqualTo(permitted(SchemeSpec.class));
        assertThat(schemes).allSatisfy(each -> assertThat(
                        each.type().getAnnotation(JsonTypeName.class).value())
                .isEqualTo(each.field()));
        assertThat(types(members(EvaluationAttack.class, AttackSpec.class))).isEqualTo(permitted(AttackSpec.class));
        assertThat(types(members(OptimizerSpec.class, OptimizerSpec.Choice.class)))
                .isEqualTo(permitted(OptimizerSpec.Choice.class));
        assertThat(types(members(ScheduleSpec.class, ScheduleSpec.Choice.class)))
                .isEqualTo(permitted(ScheduleSpec.Choice.class));
        assertThat(types(members(Checkpoint.class, Checkpoint.Choice.class)))
                .isEqualTo(permitted(Checkpoint.Choice.class));
    }

    static Stream<Member> sourceSchemes() {
        return members(SourceScheme.class, SchemeSpec.class).stream();
    }

    static Stream<Member> targetSchemes() {
        return members(TargetScheme.class, SchemeSpec.class).stream();
    }

    static Stream<Member> optimizers() {
        return members(OptimizerSpec.class, OptimizerSpec.Choice.class).stream();
    }

    static Stream<Member> schedules() {
        return members(ScheduleSpec.class, ScheduleSpec.Choice.class).stream();
    }

    static Stream<Member> checkpoints() {
        return members(Checkpoint.class, Checkpoint.Choice.class).stream();
    }

    static Stream<Member> attacks() {
        return members(EvaluationAttack.class, AttackSpec.class).stream();
    }

    @ParameterizedTest
    @MethodSource("sourceSchemes")
    void a_source_scheme_trains_as_itself(Member scheme) throws IOException {
        StageDocument.Train train = trained(plan(
                        "sgd: {}", "cosine: {}", "last: {}", scheme.written(), "ce: {}", "fgsm: {epsilons: [1/2]}"))
                .get(StageKind.SOURCE_TRAIN);
        assertThat(train.scheme()).isInstanceOf(scheme.type());
        assertThat(recipe(train).scheme().getClass().getSimpleName() + "Spec")
                .as("the class that computes it")
                .isEqualTo(scheme.type().getSimpleName());
        assertThat(train.scheme().field()).isEqualTo(scheme.field());
        assertThat(train.revisions()).containsKey("scheme/" + scheme.field());
        assertThat(train.scheme()).isEqualTo(train.scheme().resolved(null));
    }

    @ParameterizedTest
    @MethodSource("targetSchemes")
    void a_target_scheme_trains_as_itself(Member scheme) throws IOException {
        StageDocument.Train retrain = trained(plan(
                        "sgd: {}", "cosine: {}", "last: {}", "ce: {}", scheme.written(), "fgsm: {epsilons: [1/2]}"))
                .get(StageKind.TARGET_RETRAIN);
        assertThat(retrain.scheme()).isInstanceOf(scheme.type());
        assertThat(recipe(retrain).scheme().getClass().getSimpleName() + "Spec")
                .as("the class that computes it")
                .isEqualTo(scheme.type().getSimpleName());
        assertThat(retrain.revisions()).containsKey("scheme/" + scheme.field());
        assertThat(retrain.scheme()).isEqualTo(retrain.scheme().resolved(null));
        Recipe recipe = recipe(retrain);
        assertThat(recipe.movesExtractor())
                .as("the plan and the worker agree on whether f moves")
                .isEqualTo(retrain.scheme().movesExtractor());
    }

    @ParameterizedTest
    @MethodSource("optimizers")
    void an_optimizer_trains(Member optimizer) throws IOException {
        OptimizerSpec chosen = trained(plan(
                        optimizer.written(), "cosine: {}", "last: {}", "ce: {}", "ce: {}", "fgsm: {epsilons: [1/2]}"))
                .get(StageKind.SOURCE_TRAIN)
                .training()
                .optimizer();
        assertThat(OptimizerSpec.of(chosen.choice())).isEqualTo(chosen);
        Scope.run(() -> assertThat(Optimizer.of(chosen.choice(), Toy.net(0).parameters())
                                .getClass()
                                .getSimpleName() + "Spec")
                .as("the class that computes it")
                .isEqualTo(optimizer.type().getSimpleName()));
    }

    @ParameterizedTest
    @MethodSource("schedules")
    void a_schedule_trains(Member schedule) throws IOException {
        ScheduleSpec chosen = trained(
                        plan("sgd: {}", schedule.written(), "last: {}", "ce: {}", "ce: {}", "fgsm: {epsilons: [1/2]}"))
                .get(StageKind.SOURCE_TRAIN)
                .training()
                .schedule();
        assertThat(ScheduleSpec.of(chosen.choice())).isEqualTo(chosen);
    }

    @ParameterizedTest
    @MethodSource("checkpoints")
    void a_checkpoint_is_chosen(Member checkpoint) throws IOException {
        Checkpoint chosen = trained(plan(
                        "sgd: {}", "cosine: {}", checkpoint.written(), "ce: {}", "ce: {}", "fgsm: {epsilons: [1/2]}"))
                .get(StageKind.SOURCE_TRAIN)
                .training()
                .checkpoint();
        assertThat(Checkpoint.of(chosen.choice())).isEqualTo(chosen);
    }

    @Test
    void every_attack_and_every_measure_is_planned_and_taken_as_itself() throws IOException {
        Set<Class<?>> taken = new HashSet<>();
        for (Member attack : attacks().toList()) {
            StageDocument.Evaluate evaluate = (StageDocument.Evaluate) again(
                    plan("sgd: {}", "cosine: {}", "last: {}", "lipschitz: {}", "ce: {}", attack.written())
                            .stages()
                            .stream()
                            .filter(stage -> stage.document().kind() == StageKind.EVALUATE)
                            .reduce((onSource, onTarget) -> onTarget)
                            .orElseThrow());
            assertThat(evaluate.measures().all())
                    .allSatisfy(measure -> assertThat(evaluate.revisions()).containsKey(measure.algorithm()));
            Set<String> judged = Scope.value(() -> judged(evaluate));
            evaluate.measures().all().forEach(measure -> {
                assertThat(judged).contains(measure.key());
                taken.add(measure.getClass());
            });
        }
        assertThat(taken).isEqualTo(permitted(Measure.class));
    }

    private static Set<String> judged(StageDocument.Evaluate evaluate) {
        int[] places = {0, 1, 2, 3};
        Net net = Toy.trained(0);
        Images images = IMAGES.select(places);
        Subject subject = new Subject(
                Map.of("head", net),
                Map.of(),
                images,
                places,
                new ScoredModel(net, IMAGES),
                measure -> new Subject.Changed(images, places));
        Evaluation.Judgement judgement = new Evaluation(
                        subject, evaluate.measures(), new ForgottenParts(), (share, text) -> {}, () -> false)
                .run()
                .orElseThrow();
        return Stream.concat(
                        judgement.outcomes().keySet().stream().map(Column::measure),
                        judgement.figures().get("head").stream()
                                .filter(each -> !each.numbers().isEmpty())
                                .map(Evaluation.Figures::key))
                .collect(Collectors.toSet());
    }

    private Plan plan(String optimizer, String schedule, String checkpoint, String source, String target, String attack)
            throws IOException {
        Path file = folder.resolve("families.yaml");
        Files.writeString(
                file,
                MANIFEST.formatted(
                        optimizer,
                        schedule,
                        checkpoint,
                        source,
                        target,
                        attack,
                        source.startsWith("lipschitz") ? "lipschitzCertificate: {}\n      transferability: {}" : ""));
        return Planner.plan(
                "families",
                new ManifestReader().read(file).getSpec(),
                Map.of("source", "aa", "target/letters", "bb", "given/mine", "cc"),
                Revisions.CURRENT,
                Layout.CURRENT);
    }

    /** The document that its canonical JSON says. */
    private static StageDocument again(Stage stage) throws IOException {
        StageDocument again = CanonicalJson.read(CanonicalJson.bytes(stage.document()), StageDocument.class);
        assertThat(again).isEqualTo(stage.document());
        assertThat(CanonicalJson.key(again)).isEqualTo(stage.key());
        return again;
    }

    /** The last training of each kind, each done on a few images. */
    private static Map<StageKind, StageDocument.Train> trained(Plan plan) throws IOException {
        Map<StageKind, StageDocument.Train> documents = new EnumMap<>(StageKind.class);
        for (Stage stage : plan.stages()) {
            if (again(stage) instanceof StageDocument.Train train) {
                documents.put(train.kind(), train);
                Scope.run(() -> train(train));
            }
        }
        return documents;
    }

    private static void train(StageDocument.Train train) {
        Recipe recipe = recipe(train);
        Net net =
                Toy.net(0).with(recipe.scheme().needs().own(), io.robusttransfer.worker.random.Stream.of("own parts"));
        TrainingResult result = new Trainer(recipe, IMAGES)
                .train(net, Optional.empty(), () -> false, state -> {}, TrainingListener.SILENT);
        assertThat(result).isInstanceOf(TrainingResult.Completed.class);
    }

    private static Recipe recipe(StageDocument.Train train) {
        return new Recipe(
                train.kind() == StageKind.SOURCE_TRAIN ? Trainable.ALL : Trainable.HEAD,
                Scheme.of(train.scheme(), train.threat()),
                train.training(),
                train.threat(),
                train.domain().validation() == null
                        ? 0
                        : train.domain().validation().toDouble(),
                Set.of(),
                train.seed(),
                train.domain().identity());
    }
}
