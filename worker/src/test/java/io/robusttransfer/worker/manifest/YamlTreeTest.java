package io.robusttransfer.worker.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonPointer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class YamlTreeTest {
    private static String json(String yaml) throws YamlTree.SyntaxError {
        return new YamlTree(yaml).root().toString();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "8/255; \"8/255\"",
                "0.1; 0.1",
                "'0.1'; \"0.1\"",
                "1e3; 1000.0",
                "012; 10",
                "0x10; 16",
                "1:30; \"1:30\"",
                "2024-01-01; \"2024-01-01\"",
                "0o17; 15",
                "0B11; 3",
                "yes; true",
                "y; true",
                "N; false",
                "~; null",
                "3000000000; 3000000000",
                "1.2.3; \"1.2.3\""
            })
    void plain_words_are_read_as_kubectl_reads_them(String yaml, String json) throws YamlTree.SyntaxError {
        assertThat(json("a: " + yaml)).isEqualTo("{\"a\":" + json + "}");
    }

    @Test
    void an_alias_stands_for_what_it_names() throws YamlTree.SyntaxError {
        assertThat(json("a: &x {b: 1}\nc: *x\n")).isEqualTo("{\"a\":{\"b\":1},\"c\":{\"b\":1}}");
    }

    @Test
    void a_merge_key_takes_in_what_is_not_said() throws YamlTree.SyntaxError {
        assertThat(json("a: &x {b: 1, c: 2}\nd: {<<: *x, c: 3}\n"))
                .isEqualTo("{\"a\":{\"b\":1,\"c\":2},\"d\":{\"b\":1,\"c\":3}}");
    }

    @Test
    void a_field_is_where_its_name_stands_and_a_missing_one_where_it_would_be_held() throws YamlTree.SyntaxError {
        YamlTree tree = new YamlTree("a:\n  b:\n  - c: 1\n  - d: 2\n");
        assertThat(tree.place(JsonPointer.compile("/a/b"))).isEqualTo(new YamlTree.TextPlace(2, 3));
        assertThat(tree.place(JsonPointer.compile("/a/b/1"))).isEqualTo(new YamlTree.TextPlace(4, 5));
        assertThat(tree.place(JsonPointer.compile("/a/b/1/d"))).isEqualTo(new YamlTree.TextPlace(4, 5));
        assertThat(tree.place(JsonPointer.compile("/a/b/1/e/f"))).isEqualTo(new YamlTree.TextPlace(4, 5));
        assertThat(tree.place(JsonPointer.empty())).isEqualTo(new YamlTree.TextPlace(1, 1));
    }

    @Test
    void an_alias_that_holds_itself_is_refused() {
        assertThatThrownBy(() -> new YamlTree("a: &x\n  b: *x\n")).hasMessage("an alias refers to itself");
    }

    @Test
    void a_key_that_is_no_word_is_refused() {
        assertThatThrownBy(() -> new YamlTree("? [a, b]\n: 1\n")).hasMessage("a key must be a plain word");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a: !!int abc | 1:4 'abc' cannot be read as !!int: put it in quotes, without a tag before it",
                "a: !!binary '%' | 1:4 '%' cannot be read as !!binary: put it in quotes, without a tag before it",
                "a: 0x_ | 1:4 '0x_' cannot be read as !!int: put it in quotes, without a tag before it",
                "a: .nan | 1:4 '.nan' is no number of JSON: write one that is finite, or put it in quotes",
                "a: !foo 3 | 1:4 '3' cannot be read as !foo: put it in quotes, without a tag before it",
                "a: << | 1:4 '<<' cannot be read as !!merge: put it in quotes, without a tag before it",
                "a: {<<: 3} | 1:9 expected a mapping or list of mappings for merging, but found scalar (while constructing a mapping in line 1)",
            })
    void a_value_that_is_not_of_its_tag_is_refused_where_it_stands(String yaml, String message) {
        assertThat(refusal(yaml)).isEqualTo(message);
    }

    @Test
    void what_no_text_holds_is_refused_where_it_stands() {
        assertThat(refusal("a: 1\nb: \0\n")).isEqualTo("2:4 the character U+0000 is not allowed in YAML");
    }

    @Test
    void too_much_is_refused() {
        assertThat(refusal("[".repeat(1000) + "]".repeat(1000))).isEqualTo("1:1 Nesting Depth exceeded max 50");
        assertThat(refusal("a: &a [x]\nb: [" + "*a, ".repeat(51) + "]\n")).contains("Number of aliases");
        assertThat(refusal("a: [" + "12, ".repeat(1_000_000) + "]\n")).contains("exceeds the limit");
    }

    private static String refusal(String yaml) {
        try {
            return new YamlTree(yaml).root().toString();
        } catch (YamlTree.SyntaxError e) {
            return e.place().line() + ":" + e.place().column() + " " + e.getMessage();
        }
    }
}
