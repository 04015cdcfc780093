package io.robusttransfer.worker.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.robusttransfer.crds.json.CanonicalJson;
import io.robusttransfer.crds.plan.Stage;
import io.robusttransfer.crds.plan.StageDocument;
import io.robusttransfer.worker.Failure;
import io.robusttransfer.worker.store.FolderStore;
import io.robusttransfer.worker.store.Store;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StageStoreTest {
    @TempDir
    Path folder;

    private final List<String> notices = new ArrayList<>();
    private final AtomicReference<Instant> clock = new AtomicReference<>(Instant.parse("2026-01-02T03:04:05Z"));
    private final Map<String, List<String>> children = new LinkedHashMap<>();
    private final Stage source = stage("source", source(0));
    private final Stage head = stage("head", head(0, source.key()));
    private final Stage measured = stage("measured", measured(source.key(), head.key()));
    private final List<Stage> plan = List.of(source, head, measured);
    private Store store;
    private StageStore stages;

    @BeforeEach
    void open() {
        store = new FolderStore(folder.resolve("results"));
        children.put(source.key(), List.of(head.key(), measured.key()));
        children.put(head.key(), List.of(measured.key()));
        stages = new StageStore(store, clock::get, key -> children.getOrDefault(key, List.of()), notices::add);
    }

    @Test
    void a_finished_stage_has_its_document_its_outputs_named_by_their_hash_and_a_manifest() throws Exception {
        finish(source, "weights");
        String sha256 = CanonicalJson.sha256(bytes("weights"));
        assertThat(names("stages/"))
                .containsExactly(
                        "stages/" + source.key() + "/checkpoint." + sha256 + ".safetensors",
                        "stages/" + source.key() + "/manifest.json",
                        "stages/" + source.key() + "/stage.json");
        assertThat(store.read("stages/" + source.key() + "/stage.json").orElseThrow())
                .isEqualTo(CanonicalJson.bytes(source.document()));
        StageManifest manifest = stages.stage(source.key()).present().orElseThrow();
        assertThat(manifest.outcome()).isEqualTo(StageOutcome.COMPLETED);
        assertThat(manifest.finished()).isEqualTo("2026-01-02T03:04:05Z");
        assertThat(stages.stage(source.key()).read(manifest, "checkpoint")).isEqualTo(bytes("weights"));
        Path file = folder.resolve("checkpoint");
        stages.stage(source.key()).fetch(manifest, "checkpoint", file);
        assertThat(file).hasContent("weights");
    }

    @Test
    void without_a_manifest_nothing_is_done() {
        stages.stage(source.key()).begin(CanonicalJson.bytes(source.document()));
        assertThat(stages.stage(source.key()).present()).isEmpty();
        assertThat(stages.survey(plan)).isEmpty();
        assertThat(notices).isEmpty();
    }

    @Test
    void a_diverged_stage_is_done() {
        stages.stage(source.key()).begin(CanonicalJson.bytes(source.document()));
        stages.stage(source.key()).finish(StageOutcome.DIVERGED, List.of(), Map.of(), Map.of(), Map.of());
        assertThat(stages.survey(plan).get(source.key()).outcome()).isEqualTo(StageOutcome.DIVERGED);
    }

    @Test
    void the_first_of_two_different_results_stands_and_keeps_its_outputs() throws Exception {
        StagePlace.Finished first = finish(source, "weights");
        StagePlace.Finished second = finish(source, "other weights");
        assertThat(first.ours()).isTrue();
        assertThat(second.ours()).isFalse();
        assertThat(second.manifest()).isEqualTo(first.manifest());
        assertThat(stages.stage(source.key()).read(second.manifest(), "checkpoint"))
                .isEqualTo(bytes("weights"));
    }

    @Test
    void the_same_bits_have_the_same_identity_at_any_time() {
        StageManifest first = finish(source, "weights").manifest();
        store.deleteAll("stages/");
        clock.set(Instant.EPOCH);
        StageManifest again = finish(source, "weights").manifest();
        assertThat(again).isNotEqualTo(first);
        assertThat(again.identity()).isEqualTo(first.identity());
        store.deleteAll("stages/");
        assertThat(finish(source, "other").manifest().identity()).isNotEqualTo(first.identity());
    }

    @Test
    void a_survey_of_a_finished_plan_has_all_of_it_and_says_nothing() {
        finishAll();
        assertThat(stages.survey(plan)).containsOnlyKeys(source.key(), head.key(), measured.key());
        assertThat(notices).isEmpty();
    }

    @Test
    void a_manifest_with_any_bit_flipped_is_damaged() {
        finish(source, "weights");
        byte[] manifest = store.read(manifestOf(source)).orElseThrow();
        for (int i = 0; i < 8 * manifest.length; i++) {
            byte[] flipped = manifest.clone();
            flipped[i / 8] ^= (byte) (1 << i % 8);
            assertThatThrownBy(() -> Checksummed.read(flipped, StageManifest.class, "it"))
                    .as(() -> new String(flipped, StandardCharsets.UTF_8))
                    .isInstanceOf(Checksummed.Damaged.class);
        }
    }

    @Test
    void a_manifest_with_a_flipped_byte_is_set_aside() {
        finishAll();
        byte[] manifest = store.read(manifestOf(head)).orElseThrow();
        manifest[new String(manifest, StandardCharsets.UTF_8).indexOf("2026")] ^= 1;
        store.write(manifestOf(head), manifest);
        assertThat(stages.survey(plan)).containsOnlyKeys(source.key());
        assertSetAside(head, "manifest.json: its checksum does not fit");
    }

    @Test
    void a_truncated_or_empty_or_foreign_manifest_is_set_aside_with_its_descendants() {
        finishAll();
        byte[] manifest = store.read(manifestOf(source)).orElseThrow();
        for (byte[] bad : List.of(
                new byte[0],
                bytes("null"),
                bytes("[]"),
                bytes("{}"),
                bytes("{\"x\":1e999}"),
                bytes("{\"sha256\":\"x\"}"),
                java.util.Arrays.copyOf(manifest, manifest.length / 2),
                java.util.Arrays.copyOf(manifest, manifest.length + 1))) {
            finishAll();
            store.write(manifestOf(source), bad);
            notices.clear();
            assertThat(stages.survey(plan)).isEmpty();
            assertSetAside(source, "manifest.json");
            assertThat(notices).hasSize(3).allMatch(notice -> notice.contains("set aside"));
            assertThat(names("stages/")).isEmpty();
        }
    }

    @Test
    void the_manifest_of_another_stage_is_set_aside() {
        finishAll();
        store.write(manifestOf(head), store.read(manifestOf(source)).orElseThrow());
        assertThat(stages.survey(plan)).containsOnlyKeys(source.key());
        assertSetAside(head, "manifest.json is that of " + source.key());
        assertThat(names("stages/")).allMatch(name -> name.contains(source.key()));
    }

    @Test
    void a_document_that_does_not_hash_to_the_key_is_set_aside_before_anything_else_is_read() {
        finishAll();
        byte[] document = CanonicalJson.bytes(source.document());
        document[document.length / 2] ^= 1;
        store.write("stages/" + source.key() + "/stage.json", document);
        store.write(manifestOf(source), bytes("garbage that is not looked at"));
        assertThat(stages.survey(plan)).isEmpty();
        assertSetAside(source, "stage.json does not hash to the key");
    }

    @Test
    void a_missing_document_under_a_manifest_is_set_aside() {
        finishAll();
        store.delete("stages/" + source.key() + "/stage.json");
        assertThat(stages.stage(source.key()).present()).isEmpty();
        assertSetAside(source, "stage.json is missing");
    }

    @Test
    void a_corrupt_document_of_an_unfinished_stage_is_set_aside_and_written_anew() {
        store.write("stages/" + source.key() + "/stage.json", bytes("{}"));
        stages.stage(source.key()).begin(CanonicalJson.bytes(source.document()));
        assertSetAside(source, "stage.json does not hash to the key");
        assertThat(store.read("stages/" + source.key() + "/stage.json").orElseThrow())
                .isEqualTo(CanonicalJson.bytes(source.document()));
    }

    @Test
    void a_truncated_empty_or_missing_output_is_found_by_the_survey() {
        for (String bad : List.of("", "weigh", "weights and more")) {
            StageManifest.Output output = finish(source, "weights").manifest().output("checkpoint");
            store.write("stages/" + source.key() + "/" + output.file(), bytes(bad));
            assertThat(stages.survey(plan)).isEmpty();
            assertSetAside(source, output.file() + " has " + bad.length() + " bytes, not 7");
        }
        StageManifest.Output output = finish(source, "weights").manifest().output("checkpoint");
        store.delete("stages/" + source.key() + "/" + output.file());
        assertThat(stages.survey(plan)).isEmpty();
        assertSetAside(source, output.file() + " is missing");
    }

    @Test
    void an_output_with_a_flipped_byte_is_never_handed_out() {
        finishAll();
        StageManifest manifest = stages.stage(source.key()).present().orElseThrow();
        String file = manifest.output("checkpoint").file();
        store.write("stages/" + source.key() + "/" + file, bytes("wEights"));
        assertThatThrownBy(() -> stages.stage(source.key()).read(manifest, "checkpoint"))
                .isInstanceOfSatisfying(
                        CorruptResult.class, e -> assertThat(e.key()).isEqualTo(source.key()))
                .hasMessageContaining(file + " does not hash to its name");
        assertSetAside(source, file + " does not hash to its name");
        assertThat(names("stages/")).as("descendants too").isEmpty();

        finishAll();
        store.write("stages/" + source.key() + "/" + file, bytes("wEights"));
        Path fetched = folder.resolve("fetched");
        assertThatThrownBy(() -> stages.stage(source.key()).fetch(manifest, "checkpoint", fetched))
                .isInstanceOf(CorruptResult.class);
        assertThat(fetched).doesNotExist();
        assertThatThrownBy(() -> stages.stage(source.key()).fetch(manifest, "checkpoint", fetched))
                .isInstanceOf(CorruptResult.class)
                .hasMessageContaining("is missing");
    }

    @Test
    void a_child_made_from_other_results_of_its_parent_is_set_aside() {
        finishAll();
        store.deleteAll("stages/" + source.key() + "/");
        assertThat(stages.survey(plan))
                .as("the parent may come out the same again")
                .isEmpty();
        assertThat(notices).isEmpty();
        finish(source, "weights");
        assertThat(stages.survey(plan)).as("and it did").hasSize(3);
        store.deleteAll("stages/" + source.key() + "/");
        finish(source, "other weights");
        assertThat(stages.survey(plan)).containsOnlyKeys(source.key());
        assertSetAside(head, "other results of stages/" + source.key().substring(0, 12));
    }

    @Test
    void a_damaged_part_takes_nothing_along() {
        finishAll();
        StagePlace part = stages.part(CanonicalJson.sha256(bytes("{}")));
        part.begin(bytes("{}"));
        StageManifest manifest = part.finish(
                        StageOutcome.COMPLETED,
                        List.of(new Product.Bytes("samples", "csv.gz", bytes("1,2"))),
                        Map.of(),
                        Map.of(),
                        Map.of())
                .manifest();
        assertThat(part.present()).contains(manifest);
        store.write("parts/" + part.key() + "/manifest.json", bytes("{"));
        assertThat(part.present()).isEmpty();
        assertThat(names("parts/")).isEmpty();
        assertThat(stages.survey(plan)).hasSize(3);
    }

    @Test
    void an_intact_manifest_of_a_later_version_is_not_taken_for_a_corrupt_one() {
        finish(source, "weights");
        store.write(manifestOf(source), Checksummed.bytes(Map.of("key", source.key(), "schema", 2, "later", true)));
        assertThatThrownBy(() -> stages.stage(source.key()).present())
                .isInstanceOf(Failure.WrongInput.class)
                .hasMessageContaining("another version of this program");
        assertThat(names("corrupt/")).isEmpty();
    }

    @Test
    void what_is_set_aside_twice_in_one_instant_or_as_the_clock_goes_back_is_kept_apart() {
        for (int i = 0; i < 3; i++) {
            finish(source, "weights");
            store.write(manifestOf(source), bytes("bad " + i));
            stages.stage(source.key()).present();
            clock.set(clock.get().minusMillis(1));
        }
        assertThat(names("corrupt/").stream()
                        .filter(name -> name.endsWith("manifest.json"))
                        .map(name -> new String(store.read(name).orElseThrow(), StandardCharsets.UTF_8)))
                .containsExactlyInAnyOrder("bad 0", "bad 1", "bad 2");
    }

    @Test
    void a_clock_that_jumps_loses_and_invents_no_work() throws IOException {
        StageManifest first = finish(source, "weights").manifest();
        clock.set(Instant.parse("1970-01-01T00:00:00Z"));
        Scratch scratch = stages.scratch(head.key());
        scratch.save(3, Files.writeString(folder.resolve("state"), "three"));
        finish(head, "head", Map.of(source.key(), first));
        clock.set(Instant.parse("2100-01-01T00:00:00Z"));
        assertThat(stages.survey(List.of(source, head))).hasSize(2);
        scratch.save(1, Files.writeString(folder.resolve("state"), "one"));
        clock.set(Instant.parse("2000-01-01T00:00:00Z"));
        scratch.save(2, Files.writeString(folder.resolve("state"), "two"));
        assertThat(scratch.load(folder.resolve("loaded"))).hasValue(2);
        assertThat(notices).isEmpty();
    }

    @Test
    void a_state_is_taken_over_the_very_parents_that_it_was_saved_over() throws IOException {
        StageManifest one = finish(source, "weights").manifest();
        store.deleteAll("stages/");
        StageManifest other = finish(source, "other weights").manifest();
        Path loaded = folder.resolve("loaded");
        Scratch over = stages.scratch(head.key(), Map.of(source.key(), one));
        over.save(5, Files.writeString(folder.resolve("state"), "five"));
        Scratch anew = stages.scratch(head.key(), Map.of(source.key(), other));
        assertThat(anew.load(loaded)).isEmpty();
        anew.save(7, Files.writeString(folder.resolve("state"), "seven"));
        assertThat(over.load(loaded)).hasValue(5);
        finish(head, "head", Map.of(source.key(), other));
        assertThat(names("scratch/")).isEmpty();
    }

    @Test
    void a_part_of_other_parents_makes_room_for_that_of_the_present_ones() throws CorruptResult {
        StageManifest one = finish(source, "weights").manifest();
        store.deleteAll("stages/");
        StageManifest other = finish(source, "other weights").manifest();
        StagePlace part = stages.part(CanonicalJson.sha256(bytes("{}")));
        StageManifest stale = finish(part, "stale", Map.of(source.key(), one));
        assertThat(stages.descends(part, stale, Map.of(source.key(), other))).isFalse();
        StageManifest fresh = finish(part, "fresh", Map.of(source.key(), other));
        assertThat(part.read(fresh, "samples")).isEqualTo(bytes("fresh"));
        assertThat(part.present())
                .hasValueSatisfying(present -> assertThat(stages.descends(part, present, Map.of(source.key(), other)))
                        .isTrue());
    }

    private static StageManifest finish(StagePlace part, String samples, Map<String, StageManifest> parents) {
        part.begin(bytes("{}"));
        return part.finish(
                        StageOutcome.COMPLETED,
                        List.of(new Product.Bytes("samples", "csv.gz", bytes(samples))),
                        parents,
                        Map.of(),
                        Map.of())
                .manifest();
    }

    @Test
    void scratch_goes_when_the_manifest_is_written() throws IOException {
        Scratch scratch = stages.scratch(source.key());
        scratch.attempt("here", OptionalLong.empty());
        scratch.save(1, Files.writeString(folder.resolve("state"), "one"));
        assertThat(names("scratch/")).hasSize(2);
        finish(source, "weights");
        assertThat(names("scratch/")).isEmpty();
    }

    @Test
    void the_furthest_intact_state_is_taken_and_earlier_ones_go() throws IOException {
        Scratch scratch = stages.scratch(source.key());
        Path loaded = folder.resolve("loaded");
        assertThat(scratch.load(loaded)).isEmpty();
        scratch.save(9, Files.writeString(folder.resolve("state"), "nine"));
        scratch.save(10, Files.writeString(folder.resolve("state"), "ten"));
        assertThat(scratch.load(loaded)).hasValue(10);
        assertThat(loaded).hasContent("ten");
        assertThat(names("scratch/")).hasSize(1);
        scratch.save(2, Files.writeString(folder.resolve("state"), "another worker's, behind"));
        assertThat(scratch.load(loaded)).hasValue(10);
        for (String name : names("scratch/" + source.key() + "/state.000000000010")) {
            store.write(name, bytes("tEn"));
        }
        assertThat(scratch.load(loaded)).as("the next best").hasValue(2);
        assertThat(notices).singleElement().asString().contains("corrupt");
        for (String name : names("scratch/")) {
            store.write(name, new byte[0]);
        }
        assertThat(scratch.load(loaded)).isEmpty();
        assertThat(loaded).doesNotExist();
    }

    @Test
    void attempts_are_told_with_host_and_step() {
        Scratch scratch = stages.scratch(source.key());
        scratch.attempt("here", OptionalLong.empty());
        clock.set(clock.get().plusSeconds(60));
        scratch.attempt("there", OptionalLong.of(7));
        assertThat(scratch.attempts())
                .containsExactly(
                        new Scratch.Attempt("2026-01-02T03:04:05Z", "here", -1),
                        new Scratch.Attempt("2026-01-02T03:05:05Z", "there", 7));
        store.write(names("scratch/").get(0), bytes("{"));
        assertThat(scratch.attempts()).hasSize(1);
    }

    @Test
    void what_is_known_of_a_dataset_is_remembered_by_its_identity_and_not_used_when_damaged() {
        DatasetFacts facts = new DatasetFacts("abc", 200, 60, 10, List.of("all test images are black"));
        stages.remember("one", facts);
        assertThat(stages.dataset("one")).contains(facts);
        assertThat(stages.dataset("other")).isEmpty();
        String name = names("datasets/").get(0);
        byte[] record = store.read(name).orElseThrow();
        for (int i = 0; i < record.length; i += 20) {
            byte[] flipped = record.clone();
            flipped[i] ^= 1;
            store.write(name, flipped);
            assertThat(stages.dataset("one")).isEmpty();
        }
        assertThat(notices).hasSize((record.length + 19) / 20);
    }

    private void finishAll() {
        StageManifest first = finish(source, "weights").manifest();
        StageManifest second =
                finish(head, "head weights", Map.of(source.key(), first)).manifest();
        finish(measured, "figures", Map.of(source.key(), first, head.key(), second));
    }

    private StagePlace.Finished finish(Stage stage, String content) {
        return finish(stage, content, Map.of());
    }

    private StagePlace.Finished finish(Stage stage, String content, Map<String, StageManifest> parents) {
        StagePlace place = stages.stage(stage.key());
        place.begin(CanonicalJson.bytes(stage.document()));
        return place.finish(
                StageOutcome.COMPLETED,
                List.of(new Product.Bytes("checkpoint", "safetensors", bytes(content))),
                parents,
                Map.of("java", "17"),
                Map.of("train", 1.5));
    }

    private void assertSetAside(Stage stage, String reason) {
        assertThat(notices).anySatisfy(notice -> assertThat(notice)
                .contains("stages/" + stage.key().substring(0, 12))
                .contains(reason)
                .contains("corrupt/2026"));
        assertThat(names("corrupt/"))
                .filteredOn(name -> name.contains(stage.key()) && name.endsWith("/reason.txt"))
                .anySatisfy(name ->
                        assertThat(store.read(name).orElseThrow()).asString().contains(reason));
        assertThat(store.find(manifestOf(stage))).isEmpty();
    }

    private static String manifestOf(Stage stage) {
        return "stages/" + stage.key() + "/manifest.json";
    }

    private List<String> names(String prefix) {
        return store.list(prefix).stream().map(Store.Entry::name).toList();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static Stage stage(String title, StageDocument document) {
        return new Stage(CanonicalJson.key(document), title, document);
    }

    private static StageDocument source(long seed) {
        return new StageDocument.SourceTrain(1, Map.of(), null, null, null, null, null, null, seed);
    }

    private static StageDocument head(long seed, String source) {
        return new StageDocument.TargetRetrain(1, Map.of(), null, null, null, null, null, null, seed, source, null);
    }

    private static StageDocument measured(String source, String head) {
        return new StageDocument.Evaluate(1, Map.of(), null, null, null, null, source, List.of(head), null);
    }
}
