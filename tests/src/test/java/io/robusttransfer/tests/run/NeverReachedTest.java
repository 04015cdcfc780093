package io.robusttransfer.tests.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a study asks for and can never have is refused or said before anything is trained. */
@Timeout(300)
class NeverReachedTest {
    @TempDir
    Path folder;

    private String manifest;

    @BeforeEach
    void write() {
        manifest =
                SmallManifest.tiny().withSourceSchemes("[{name: ce, ce: {}}]").write(folder, "tiny");
    }

    @Test
    void batch_normalisation_of_one_value() throws IOException {
        change("small-cnn", "preact-resnet18");
        change("height: 16, width: 16", "height: 8, width: 8");
        change("batchSize: 50", "batchSize: 1");
        run().as(2)
                .says(
                        "spec.study.source.training.batchSize: 1, but preact-resnet18 leaves one value per channel of an"
                                + " image of 8×8, and batch normalisation needs at least two per batch: write batchSize: 2 or more");
        change("schemes: [{name: ce, ce: {}}]", "schemes: [{name: ce, ce: {}, training: {batchSize: 1}}]");
        change("batchSize: 1\n", "batchSize: 2\n");
        run().as(2).says("spec.study.source.schemes[0].training.batchSize: 1, but");
        change("training: {batchSize: 1}", "training: {batchSize: 2}");
        plan().as(0);
        change("train=200&test=60", "train=10&test=60");
        change("test=60\"}", "test=60\", classes: [0, 1], samplesPerClass: 1, validation: 1/2}");
        run().as(2).says("spec.study.source.dataset.validation: 0.5 leaves one training image, and", "write 0");
        assertThat(StoredResults.in(folder.resolve("results")).names("stages/")).isEmpty();
    }

    @Test
    void batch_normalisation_of_one_value_where_f_is_trained_on_the_target() throws IOException {
        manifest = SmallManifest.tiny()
                .withSourceSchemes("[{name: ce, ce: {}}]")
                .withHeads("[{name: ce, ce: {}}, {name: tuned, full: {ce: {}}, training: {batchSize: 1}}]")
                .write(folder, "tiny");
        change("small-cnn", "preact-resnet18");
        change("height: 16, width: 16", "height: 8, width: 8");
        plan().as(2)
                .says(
                        "spec.study.targets[0].schemes[1].training.batchSize: tuned trains preact-resnet18 by batches of 1, and batch"
                                + " normalisation needs at least two values per channel");
        change("full: {ce: {}}", "lora: {}");
        plan().as(0);
    }

    @Test
    void a_contrast_of_more_images_than_there_are_or_of_one() throws IOException {
        change("{name: ce, ce: {}}", "{name: ce, ce: {}}, {name: pairs, supcon: {}, training: {batchSize: 300}}");
        plan().as(2)
                .says(
                        "spec.study.source.schemes[1].training.batchSize: 300, but pairs compares so many images at a time and"
                                + " has 200 to train on: write batchSize: 200 or less");
        change("batchSize: 300", "batchSize: 1");
        plan().as(2)
                .says(
                        "spec.study.source.schemes[1].training.batchSize: 1, but pairs compares the images of a batch: write 2"
                                + " or more");
        change("batchSize: 1}", "batchSize: 40}");
        change("batchSize: 50", "batchSize: 5000");
        plan().as(0)
                .says("Note: spec.study.source.training.batchSize: 5000, but there are 200 training images: one step");
        assertThat(StoredResults.in(folder.resolve("results")).names("stages/")).isEmpty();
    }

    @Test
    void a_batch_of_more_images_than_are_kept_and_not_held_out_is_said() throws IOException {
        change("test=60\"}", "test=60\", samplesPerClass: 4, validation: 1/4}");
        change("batchSize: 50", "batchSize: 31");
        plan().as(0).says("Note: spec.study.source.training.batchSize: 31, but there are 30 training images: one step");
        change("batchSize: 31", "batchSize: 30");
        assertThat(plan().as(0).all()).doesNotContain("spec.study.source.training.batchSize");
    }

    @Test
    void radii_that_few_draws_cannot_bound_are_said() throws IOException {
        change("attacks: [", "smoothing: {sigmas: [\"0.25\"], samples: 100, selectionSamples: 100}, attacks: [");
        plan().as(0)
                .says("Note: spec.study.evaluation.smoothing.selectionSamples: 100 draws choose the class and only 100"
                        + " bound its radius");
    }

    @Test
    void milestones_after_the_end_and_images_that_the_test_part_lacks_are_said() throws IOException {
        change("schedule: {constant: {}}", "schedule: {step: {milestones: [1, 2, 60]}}");
        change("images: 20, attacks: [", "images: 100, smoothing: {sigmas: [\"0.25\"], images: 80}, attacks: [");
        plan().as(0)
                .says("Note: spec.study.source: the learning rate never falls at the milestones [2, 60] of"
                        + " schedule.step, since training ends after 2 epochs, counted from 0")
                .says("Note: spec.study.evaluation.smoothing.images: 80, but the test part of source has 60");
    }

    @Test
    void steps_that_jump_over_the_ball_are_said() throws IOException {
        change("fgsm: {epsilons: [\"0.05\"]}", "pgd: {epsilons: [8/255], stepSize: \"2\"}");
        change("{name: ce, ce: {}}", "{name: ceA, ceA: {steps: 1, stepSize: \"0.3\"}}");
        plan().as(0)
                .says(
                        "Note: spec.study.evaluation.attacks[0].pgd.stepSize: 2 is more than twice the radius 8/255, so that every step")
                .says("Note: spec.study.source.schemes[0].ceA.stepSize: 0.3 is more than twice the radius 0.1");
    }

    @Test
    void an_attack_on_few_images_in_the_ball_of_the_answer_is_said() throws IOException {
        change(
                "[{name: fgsm, fgsm: {epsilons: [\"0.05\"]}}]",
                "[{name: fgsm, fgsm: {epsilons: [\"0.05\", \"0.1\"]}}, {name: few, images: 5, square: {epsilons: [\"0.1\"]}}]");
        plan().as(0)
                .says(
                        "Note: spec.study.evaluation.attacks[1].images: the answer is about the worst of all attacks in the"
                                + " threat's ball, and so about the first 5 images alone, which few sees");
        change("square: {epsilons: [\"0.1\"]}", "square: {epsilons: [\"0.05\"]}");
        assertThat(plan().as(0).all()).doesNotContain("attacks[1]");
    }

    @Test
    void views_that_are_equal_and_an_extractor_moved_at_the_rate_of_heads_are_said() throws IOException {
        change("{name: ce, ce: {}}", "{name: pairs, supcon: {}}");
        change("schemes: [{name: ce, ce: {}}]", "schemes: [{name: held, lwf: {}}]");
        plan().as(0)
                .says("Note: spec.study.source.dataset.augment: none, so the two views of an image that the scheme"
                        + " pairs compares differ by nothing but")
                .says("Note: spec.study.targets[0].training.optimizer: held also trains f with the heads' optimizer;");
        change("test=60\"}", "test=60\", augment: [crop]}");
        change(
                "{name: held, lwf: {}}",
                "{name: held, lwf: {}, training: {optimizer: {adamw: {learningRate: \"0.001\"}}}}");
        assertThat(plan().as(0).all()).doesNotContain("dataset.augment", "training.optimizer");
    }

    @Test
    void a_study_that_cannot_answer_is_told_so() throws IOException {
        plan().as(0)
                .says(
                        "Note: spec.study.seeds: one alone, so there is no interval over seeds and no verdict; from 3 seeds on")
                .says("Note: spec.study.source.schemes: ce alone, so there is nothing to compare it with; add one");
        change("seeds: [0]", "seeds: [0, 1]");
        change("{name: ce, ce: {}}]", "{name: ceA, ceA: {steps: 1}}]");
        change("schemes: [{name: ce, ce: {}}]", "schemes: [{name: ceA, ceA: {}}]");
        plan().as(0)
                .says("Note: spec.study.seeds: 2, so there is no verdict; from 3 seeds on there is one")
                .says("Note: spec.study.source.schemes: no ce, so whether robustness transfers cannot be answered;")
                .says("Note: spec.study.targets[0].schemes: no ce, with whose head source schemes are compared");
        change("seeds: [0, 1]", "seeds: [0, 1, 2]");
        change("{name: ceA, ceA: {steps: 1}}]", "{name: ce, ce: {}}, {name: ceA, ceA: {steps: 1}}]");
        change("schemes: [{name: ceA, ceA: {}}]", "schemes: [{name: ce, ce: {}}]");
        assertThat(plan().as(0).all()).doesNotContain("Note:");
    }

    @Test
    void validation_samples_and_classes_that_the_data_do_not_have() throws IOException {
        change("test=60\"}", "test=60\", validation: 1/1000}");
        run().as(2)
                .says("spec.study.source.dataset.validation: 0.001, which is 0 of 200 training images; write at least");
        change("validation: 1/1000}", "samplesPerClass: 21}");
        run().as(2)
                .says("spec.study.source.dataset.samplesPerClass: 21, but class 0 has 20 training images: at most 20");
    }

    private Program.Ended run() {
        return Program.run(folder, "run", manifest);
    }

    private Program.Ended plan() {
        return Program.run(folder, "plan", manifest);
    }

    /** The first of these words. */
    private void change(String before, String after) throws IOException {
        Path file = folder.resolve(manifest);
        String text = Files.readString(file);
        assertThat(text).contains(before);
        int place = text.indexOf(before);
        Files.writeString(file, text.substring(0, place) + after + text.substring(place + before.length()));
    }
}
