package io.robusttransfer.worker.tensor;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.robusttransfer.worker.Failure;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/**
 * The safetensors format: eight bytes of header length (little-endian), a JSON header of names, types, shapes and
 * offsets, then the values, row-major and little-endian. The same tensors in the same order give the same bytes.
 */
public final class Safetensors {
    private static final String METADATA = "__metadata__";
    private static final int LENGTH_BYTES = 8;
    private static final long LARGEST_HEADER = 100_000_000;
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .build();

    private Safetensors() {}

    /**
     * What a file holds.
     *
     * @param tensors in the file's order, owned by the scope that was innermost at the time of reading
     */
    public record Content(Map<String, Tensor> tensors, Map<String, String> metadata) {}

    /** Writes beside the target, then renames: the target is never half a file. */
    public static void write(Path target, Map<String, Tensor> tensors, Map<String, String> metadata)
            throws IOException {
        Path folder = target.toAbsolutePath().getParent();
        Path part = folder.resolve("." + target.getFileName() + "." + UUID.randomUUID() + ".part");
        try {
            try (FileChannel file = FileChannel.open(part, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW)) {
                put(file, encode(tensors, metadata));
                file.force(true);
            }
            Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(part);
        }
        try (FileChannel entry = FileChannel.open(folder, StandardOpenOption.READ)) {
            entry.force(true);
        }
    }

    /** A file's bytes. */
    public static byte[] bytes(Map<String, Tensor> tensors, Map<String, String> metadata) {
        ByteBuffer encoded = encode(tensors, metadata);
        byte[] bytes = new byte[encoded.remaining()];
        encoded.get(bytes);
        return bytes;
    }

    static ByteBuffer encode(Map<String, Tensor> tensors, Map<String, String> metadata) {
        ObjectNode header = JSON.createObjectNode();
        if (!metadata.isEmpty()) {
            header.set(METADATA, JSON.valueToTree(new TreeMap<>(metadata)));
        }
        long end = 0;
        for (Map.Entry<String, Tensor> named : tensors.entrySet()) {
            Tensor tensor = named.getValue();
            ObjectNode entry = header.putObject(named.getKey());
            entry.put("dtype", tensor.type().safetensors);
            entry.set("shape", JSON.valueToTree(tensor.shape()));
            long begin = end;
            end += tensor.size() * tensor.type().bytes;
            entry.putArray("data_offsets").add(begin).add(end);
        }
        byte[] text = header.toString().getBytes(StandardCharsets.UTF_8);
        int padded = (text.length + 7) / 8 * 8;
        ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(LENGTH_BYTES + padded + end))
                .order(ByteOrder.LITTLE_ENDIAN);
        bytes.putLong(padded).put(text).put(" ".repeat(padded - text.length).getBytes(StandardCharsets.UTF_8));
        tensors.values().forEach(tensor -> putValues(bytes, tensor));
        return bytes.flip();
    }

    /** Reads every tensor into the present scope; a file that breaks the format is refused with what is wrong in it. */
    public static Content read(Path path) throws IOException {
        try {
            return decode(ByteBuffer.wrap(Files.readAllBytes(path)));
        } catch (Malformed e) {
            throw new Failure.WrongInput(path + " is no valid safetensors file: " + e.getMessage(), e);
        }
    }

    /**
     * The shape of each tensor of a file's bytes, without its values.
     *
     * @throws Failure.WrongInput where the bytes break the format, saying how
     */
    public static Map<String, long[]> shapes(byte[] file) {
        Map<String, long[]> shapes = new LinkedHashMap<>();
        try {
            decode(ByteBuffer.wrap(file), (name, entry, values) -> shapes.put(name, entry.shape));
        } catch (Malformed e) {
            throw new Failure.WrongInput("it is no safetensors file that can be read: " + e.getMessage(), e);
        }
        return shapes;
    }

    /**
     * The numbers of one tensor, row-major; integers up to 2^53 are exact.
     *
     * @param type of the tensor
     * @param shape of the tensor
     */
    public record Numbers(Type type, long[] shape, double[] values) {}

    /** The numbers of a file's tensors, by name: what needs no computing needs no libtorch. */
    public static Map<String, Numbers> numbers(byte[] file) {
        Map<String, Numbers> numbers = new LinkedHashMap<>();
        decode(ByteBuffer.wrap(file), (name, entry, values) -> numbers.put(name, entry.numbers(values)));
        return numbers;
    }

    /** The tensors of a file's bytes, in the present scope. */
    public static Map<String, Tensor> tensors(byte[] file) {
        return decode(ByteBuffer.wrap(file)).tensors();
    }

    private static Content decode(ByteBuffer bytes) {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        Map<String, String> metadata = decode(bytes, (name, entry, values) -> tensors.put(name, entry.tensor(values)));
        return new Content(tensors, metadata);
    }

    private interface Found {
        void on(String name, Entry entry, ByteBuffer values);
    }

    /** @return the metadata */
    private static Map<String, String> decode(ByteBuffer bytes, Found found) {
        bytes.order(ByteOrder.LITTLE_ENDIAN);
        require(bytes.remaining() >= LENGTH_BYTES, "it has " + bytes.remaining() + " bytes, not even a header length");
        long length = bytes.getLong();
        require(
                length >= 2 && length <= Math.min(LARGEST_HEADER, bytes.remaining()),
                "its header is said to have " + length + " bytes of the " + bytes.remaining() + " that follow");
        JsonNode header = header(new String(bytes.array(), LENGTH_BYTES, (int) length, StandardCharsets.UTF_8));
        ByteBuffer values = bytes.position(LENGTH_BYTES + (int) length).slice().order(ByteOrder.LITTLE_ENDIAN);
        Map<String, String> metadata = new LinkedHashMap<>();
        header.path(METADATA)
                .properties()
                .forEach(entry -> metadata.put(entry.getKey(), entry.getValue().asText()));
        Map<String, Entry> entries = new LinkedHashMap<>();
        header.properties().stream()
                .filter(entry -> !entry.getKey().equals(METADATA))
                .forEach(entry -> entries.put(entry.getKey(), Entry.of(entry.getKey(), entry.getValue())));
        requireNoGaps(entries, values.remaining());
        entries.forEach((name, entry) -> found.on(name, entry, values));
        return metadata;
    }

    private static JsonNode header(String text) {
        try {
            JsonNode header = JSON.readTree(text);
            require(header.isObject(), "its header is no JSON object");
            return header;
        } catch (JsonProcessingException e) {
            throw new Malformed("its header is no JSON (" + e.getOriginalMessage() + ")");
        }
    }

    private static void requireNoGaps(Map<String, Entry> entries, long available) {
        long[] end = {0};
        entries.entrySet().stream()
                .sorted((a, b) -> Long.compare(a.getValue().begin, b.getValue().begin))
                .forEach(named -> {
                    require(
                            named.getValue().begin == end[0],
                            named.getKey() + " begins at " + named.getValue().begin + " instead of " + end[0]);
                    end[0] = named.getValue().end;
                });
        require(end[0] == available, "its tensors need " + end[0] + " bytes of values, " + available + " are there");
    }

    private record Entry(Type type, long[] shape, long begin, long end) {
        static Entry of(String name, JsonNode node) {
            Type type = Arrays.stream(Type.values())
                    .filter(known -> known.safetensors.equals(node.path("dtype").asText()))
                    .findFirst()
                    .orElseThrow(() -> new Malformed(name + " has dtype " + node.path("dtype")
                            + ", known are F32, F64, I64 and BOOL: save numbers of half precision by .float()"));
            JsonNode offsets = node.path("data_offsets");
            require(
                    node.path("shape").isArray() && offsets.isArray() && offsets.size() == 2,
                    name + " lacks shape or data_offsets");
            long[] shape = new long[node.path("shape").size()];
            Arrays.setAll(shape, i -> node.path("shape").path(i).asLong(-1));
            long begin = offsets.path(0).asLong(-1);
            long end = offsets.path(1).asLong(-1);
            require(
                    Arrays.stream(shape).allMatch(size -> size >= 0 && size <= Integer.MAX_VALUE) && begin >= 0,
                    name + " has a negative or huge shape or offset");
            double size = Arrays.stream(shape).asDoubleStream().reduce(type.bytes, (a, b) -> a * b);
            require(
                    size == (double) end - begin,
                    name + " has shape " + Arrays.toString(shape) + " and " + (end - begin) + " bytes");
            return new Entry(type, shape, begin, end);
        }

        Numbers numbers(ByteBuffer values) {
            ByteBuffer part = values.slice((int) begin, (int) (end - begin)).order(ByteOrder.LITTLE_ENDIAN);
            double[] numbers = new double[(int) ((end - begin) / type.bytes)];
            Arrays.setAll(numbers, i -> switch (type) {
                case FLOAT32 -> part.getFloat(i * type.bytes);
                case FLOAT64 -> part.getDouble(i * type.bytes);
                case INT64 -> part.getLong(i * type.bytes);
                case BOOL -> part.get(i);
            });
            return new Numbers(type, shape, numbers);
        }

        Tensor tensor(ByteBuffer values) {
            ByteBuffer part = values.slice((int) begin, (int) (end - begin)).order(ByteOrder.LITTLE_ENDIAN);
            int count = (int) ((end - begin) / type.bytes);
            return switch (type) {
                case FLOAT32 -> {
                    float[] floats = new float[count];
                    part.asFloatBuffer().get(floats);
                    yield Tensor.of(floats, shape);
                }
                case FLOAT64 -> {
                    double[] doubles = new double[count];
                    part.asDoubleBuffer().get(doubles);
                    yield Tensor.of(doubles, shape);
                }
                case INT64 -> {
                    long[] longs = new long[count];
                    part.asLongBuffer().get(longs);
                    yield Tensor.of(longs, shape);
                }
                case BOOL -> {
                    long[] longs = new long[count];
                    Arrays.setAll(longs, part::get);
                    yield Scope.within(() -> Tensor.of(longs, shape).to(Type.BOOL));
                }
            };
        }
    }

    private static void putValues(ByteBuffer bytes, Tensor tensor) {
        switch (tensor.type()) {
            case FLOAT32 -> {
                float[] values = tensor.floats();
                bytes.asFloatBuffer().put(values);
                bytes.position(bytes.position() + values.length * Float.BYTES);
            }
            case FLOAT64 -> {
                double[] values = tensor.doubles();
                bytes.asDoubleBuffer().put(values);
                bytes.position(bytes.position() + values.length * Double.BYTES);
            }
            case INT64 -> {
                long[] values = tensor.longs();
                bytes.asLongBuffer().put(values);
                bytes.position(bytes.position() + values.length * Long.BYTES);
            }
            case BOOL -> {
                for (long value : tensor.longs()) {
                    bytes.put((byte) value);
                }
            }
        }
    }

    private static void put(FileChannel file, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            file.write(bytes);
        }
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new Malformed(otherwise);
        }
    }

    private static final class Malformed extends RuntimeException {
        private static final long serialVersionUID = 1;

        Malformed(String message) {
            super(message);
        }
    }
}
