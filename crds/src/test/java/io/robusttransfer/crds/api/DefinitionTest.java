package io.robusttransfer.crds.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DefinitionTest {
    private static final Path COMMITTED = Path.of("crd", "robusttransferexperiments.robusttransfer.io.yaml");
    private static final Path README = Path.of("README.md");
    private static final String BEGIN = "<!-- fields: generated -->\n";
    private static final String END = "<!-- end of fields -->";
    static final String REWRITE = "mvn -pl crds test -Dtest=DefinitionTest -Dcrd.write";

    @TempDir
    Path folder;

    @Test
    void the_committed_definition_is_what_the_types_say() throws IOException {
        String yaml = GeneratedDefinition.yaml(folder);
        if (System.getProperty("crd.write") != null) {
            Files.writeString(COMMITTED, yaml);
        }
        assertThat(Files.readString(COMMITTED))
                .as("%s is stale; rewrite it with: %s", COMMITTED, REWRITE)
                .isEqualTo(yaml);
    }

    @Test
    void the_table_of_the_readme_has_the_fields_of_the_definition() throws IOException {
        JsonNode definition = new YAMLMapper().readTree(GeneratedDefinition.yaml(folder));
        JsonNode spec = definition.at("/spec/versions/0/schema/openAPIV3Schema/properties/spec");
        String readme = Files.readString(README);
        String head = readme.substring(0, readme.indexOf(BEGIN) + BEGIN.length());
        String fresh = head + FieldTable.of(spec) + readme.substring(readme.indexOf(END));
        if (System.getProperty("crd.write") != null) {
            Files.writeString(README, fresh);
        }
        assertThat(Files.readString(README))
                .as("%s is stale; rewrite it with: %s", README, REWRITE)
                .isEqualTo(fresh);
    }

    /** What a rule on a text may cost is reckoned by an API server from the longest that it can be. */
    @Test
    void every_text_of_a_study_has_a_longest_length() throws IOException {
        JsonNode study = new YAMLMapper()
                .readTree(COMMITTED.toFile())
                .at("/spec/versions/0/schema/openAPIV3Schema/properties/spec/properties/study");
        List<JsonNode> texts = study.findParents("type").stream()
                .filter(node -> node.get("type").asText().equals("string"))
                .toList();
        assertThat(texts).hasSizeGreaterThan(100);
        assertThat(texts).allMatch(node -> node.has("maxLength") || node.has("enum"));
    }

    /** kubectl apply keeps what it applied, as JSON, in an annotation; all annotations of an object have 262,144 bytes. */
    @Test
    void the_definition_can_be_applied_by_kubectl() throws IOException {
        String json = new YAMLMapper().readTree(COMMITTED.toFile()).toString();
        assertThat(json.length()).isLessThan(240_000);
    }
}
