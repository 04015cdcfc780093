package io.robusttransfer.worker.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.robusttransfer.worker.Failure;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@OnTorch
class SafetensorsTest {
    @TempDir
    private Path folder;

    @Test
    void what_is_written_is_read_in_the_same_order_with_the_same_types_and_values() throws IOException {
        Path file = folder.resolve("model.safetensors");
        Safetensors.write(file, tensors(), Map.of("seed", "3", "architecture", "small-cnn"));
        Safetensors.Content content = Safetensors.read(file);
        assertThat(content.metadata())
                .containsExactlyInAnyOrderEntriesOf(Map.of("seed", "3", "architecture", "small-cnn"));
        assertThat(content.tensors().keySet()).containsExactly("w", "d", "count", "mask", "none", "view");
        assertThat(content.tensors().get("w").shape()).containsExactly(2, 2);
        assertThat(content.tensors().get("w").floats()).containsExactly(1, -2, 3, Float.MIN_VALUE);
        assertThat(content.tensors().get("d").doubles()).containsExactly(Math.PI);
        assertThat(content.tensors().get("count").item()).isEqualTo(1L << 40);
        assertThat(content.tensors().get("mask").type()).isEqualTo(Type.BOOL);
        assertThat(content.tensors().get("mask").longs()).containsExactly(1, 0);
        assertThat(content.tensors().get("none").shape()).containsExactly(0, 3);
        assertThat(content.tensors().get("view").floats()).containsExactly(1, 3, -2, Float.MIN_VALUE);
    }

    @Test
    void the_same_tensors_give_the_same_bytes_and_nothing_else_stays_in_the_folder() throws IOException {
        Path file = folder.resolve("model.safetensors");
        Safetensors.write(file, tensors(), Map.of("a", "1", "b", "2"));
        byte[] first = Files.readAllBytes(file);
        Map<String, String> otherOrder = new LinkedHashMap<>();
        otherOrder.put("b", "2");
        otherOrder.put("a", "1");
        Safetensors.write(file, tensors(), otherOrder);
        assertThat(Files.readAllBytes(file)).isEqualTo(first);
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void a_header_is_laid_out_as_the_format_says() {
        ByteBuffer bytes = Safetensors.encode(Map.of("w", Tensor.of(new float[] {1, 2}, 2)), Map.of());
        String header = "{\"w\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}";
        assertThat(bytes.getLong()).isEqualTo(56);
        byte[] text = new byte[56];
        bytes.get(text);
        assertThat(new String(text, StandardCharsets.UTF_8)).isEqualTo(header + " ".repeat(56 - header.length()));
        assertThat(bytes.getFloat()).isEqualTo(1);
        assertThat(bytes.getFloat()).isEqualTo(2);
        assertThat(bytes.hasRemaining()).isFalse();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"w":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}          | 8 | its header is no JSON
            []                                                             | 0 | its header is no JSON object
            {"w":{"dtype":"F16","shape":[2],"data_offsets":[0,8]}}         | 8 | w has dtype "F16"
            {"w":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}}         | 8 | w has shape [3] and 8 bytes
            {"w":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}         | 4 | its tensors need 8 bytes of values, 4 are there
            {"w":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}         | 9 | its tensors need 8 bytes of values, 9 are there
            {"w":{"dtype":"F32","shape":[2],"data_offsets":[8,16]}}        | 16 | w begins at 8 instead of 0
            {"w":{"dtype":"F32","shape":[-2],"data_offsets":[0,8]}}        | 8 | w has a negative or huge shape or offset
            {"w":{"dtype":"F32","shape":[2]}}                              | 8 | w lacks shape or data_offsets
            {"w":{"dtype":"F32","shape":[2147483647,2147483647,2147483647],"data_offsets":[0,8]}} | 8 | w has shape [2147483647, 2147483647, 2147483647] and 8 bytes
            {"w":{"dtype":"F32","shape":[0],"data_offsets":[0,0]},"w":{"dtype":"F32","shape":[0],"data_offsets":[0,0]}} | 0 | its header is no JSON
            """)
    void a_file_that_breaks_the_format_is_refused_with_what_is_wrong(String header, int values, String message)
            throws IOException {
        byte[] text = header.getBytes(StandardCharsets.UTF_8);
        ByteBuffer bytes = ByteBuffer.allocate(8 + text.length + values).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putLong(text.length).put(text);
        assertRefused(bytes.array(), message);
    }

    @Test
    void a_file_cut_anywhere_or_with_a_wild_header_length_is_refused() throws IOException {
        byte[] whole = Safetensors.encode(tensors(), Map.of("a", "1")).array();
        for (int length = 0; length < whole.length; length += 7) {
            assertRefused(Arrays.copyOf(whole, length), "is no valid safetensors file: it");
        }
        for (long wild : new long[] {-1, 0, 1, Long.MAX_VALUE, whole.length}) {
            byte[] changed = whole.clone();
            ByteBuffer.wrap(changed).order(ByteOrder.LITTLE_ENDIAN).putLong(wild);
            assertRefused(changed, "its header is said to have " + wild + " bytes");
        }
    }

    private void assertRefused(byte[] bytes, String message) throws IOException {
        Path file = Files.write(folder.resolve("bad.safetensors"), bytes);
        assertThatThrownBy(() -> Safetensors.read(file))
                .isInstanceOf(Failure.WrongInput.class)
                .hasMessageStartingWith(file.toString())
                .hasMessageContaining(message);
    }

    private static Map<String, Tensor> tensors() {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        Tensor w = Tensor.of(new float[] {1, -2, 3, Float.MIN_VALUE}, 2, 2);
        tensors.put("w", w);
        tensors.put("d", Tensor.of(new double[] {Math.PI}));
        tensors.put("count", Tensor.scalar(1L << 40, Type.INT64));
        tensors.put("mask", w.gt(w.neg()).slice(0, 0, 1).reshape(2));
        tensors.put("none", Tensor.zeros(Type.FLOAT32, 0, 3));
        tensors.put("view", w.permute(1, 0));
        return tensors;
    }
}
