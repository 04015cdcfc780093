package io.robusttransfer.crds.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.erdtman.jcs.JsonCanonicalizer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CanonicalJsonTest {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final JsonNodeFactory NODES = MAPPER.getNodeFactory();

    /** RFC 8785, 3.2.2 and 3.2.3. */
    @Test
    void the_example_of_the_standard_is_spelt_as_there() throws IOException {
        JsonNode example = MAPPER.readTree("""
                {"numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
                 "string": "\\u20ac$\\u000F\\u000aA'\\u0042\\u0022\\u005c\\\\\\"\\/",
                 "literals": [null, true, false]}
                """);
        assertThat(CanonicalJson.text(example))
                .isEqualTo("{\"literals\":[null,true,false],"
                        + "\"numbers\":[333333333.3333333,1e+30,4.5,0.002,1e-27],"
                        + "\"string\":\"\u20ac$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"}");
    }

    /** RFC 8785, appendix B. */
    @ParameterizedTest
    @CsvSource({
        "0000000000000000, 0",
        "8000000000000000, 0",
        "0000000000000001, 5e-324",
        "7fefffffffffffff, 1.7976931348623157e+308",
        "4340000000000000, 9007199254740992",
        "4430000000000000, 295147905179352830000",
        "44b52d02c7e14af6, 1e+23",
        "444b1ae4d6e2ef50, 1e+21",
        "3eb0c6f7a0b5ed8d, 0.000001",
        "41b3de4355555555, 333333333.3333333",
        "becbf647612f3696, -0.0000033333333333333333"
    })
    void numbers_are_spelt_as_in_the_standard_s_table(String bits, String spelt) {
        double number = Double.longBitsToDouble(Long.parseUnsignedLong(bits, 16));
        assertThat(CanonicalJson.text(List.of(number))).isEqualTo("[" + spelt + "]");
    }

    @Test
    void a_number_that_is_none_is_no_document() {
        assertThatThrownBy(() -> CanonicalJson.bytes(List.of(Double.NaN)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("not a document");
    }

    @Property(tries = 500)
    void any_document_is_spelt_as_another_program_spells_it(@ForAll("documents") JsonNode document) throws IOException {
        JsonNode object = NODES.objectNode().set("x", document);
        assertThat(new String(CanonicalJson.bytes(object), UTF_8))
                .isEqualTo(new JsonCanonicalizer(MAPPER.writeValueAsString(object)).getEncodedString());
    }

    @Property(tries = 100)
    void field_by_field_the_key_is_that_of_the_whole(
            @ForAll("documents") JsonNode one, @ForAll("documents") JsonNode other) {
        assertThat(CanonicalJson.key(new TreeMap<>(Map.of("b", one, "a", List.of(other, one)))))
                .isEqualTo(CanonicalJson.key((Object) Map.of("b", one, "a", List.of(other, one))));
    }

    @Provide
    Arbitrary<JsonNode> documents() {
        Arbitrary<String> text = Arbitraries.strings()
                .withCharRange('\u0000', '\u00ff')
                .withChars('\u20ac', '\ufb33')
                .ofMaxLength(12);
        Arbitrary<JsonNode> leaves = Arbitraries.oneOf(
                text.map(NODES::textNode),
                Arbitraries.integers().map(NODES::numberNode),
                Arbitraries.longs().map(NODES::numberNode),
                Arbitraries.doubles().map(NODES::numberNode),
                Arbitraries.of(true, false).map(NODES::booleanNode));
        return Arbitraries.recursive(
                () -> leaves,
                inner -> Arbitraries.oneOf(
                        inner.list().ofMaxSize(3).map(list -> NODES.arrayNode().addAll(list)),
                        Arbitraries.maps(text, inner).ofMaxSize(3).map(map -> NODES.objectNode()
                                .setAll(map))),
                0,
                3);
    }
}
