package io.robusttransfer.worker.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DefaultsTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String SCHEMA = """
            {"properties": {
              "absent": {"properties": {"n": {"default": 1}}},
              "filled": {"default": {}, "properties": {"n": {"default": 2}}},
              "list": {"items": {"properties": {"n": {"default": 3}}}}}}
            """;

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "{}; {\"filled\":{\"n\":2}}",
                "{\"absent\":{}}; {\"absent\":{\"n\":1},\"filled\":{\"n\":2}}",
                "{\"absent\":null,\"filled\":null}; {\"filled\":{\"n\":2}}",
                "{\"filled\":{\"n\":9}}; {\"filled\":{\"n\":9}}",
                "{\"list\":[{},{\"n\":null}]}; {\"list\":[{\"n\":3},{\"n\":3}],\"filled\":{\"n\":2}}"
            })
    void defaults_go_where_an_api_server_puts_them(String written, String filled) throws JsonProcessingException {
        JsonNode object = JSON.readTree(written);
        Defaults.fill(object, JSON.readTree(SCHEMA));
        assertThat(object).isEqualTo(JSON.readTree(filled));
    }
}
