package io.robusttransfer.worker.evaluate;

import io.robusttransfer.worker.certify.AnytimeCertificate;
import io.robusttransfer.worker.certify.BlockCounts;
import io.robusttransfer.worker.certify.Verdict;
import io.robusttransfer.worker.certify.Votes;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVPrinter;
import org.apache.commons.csv.CSVRecord;

/** Per-image outcomes as {@code samples.csv.gz}: the same outcomes are the same bytes. */
public final class SampleFiles {
    private static final CSVFormat FORMAT =
            CSVFormat.RFC4180.builder().setRecordSeparator("\n").get();
    private static final String[] OUTCOMES = {"head", "measure", "image", "label", "correct", "radius"};
    private static final String[] DRAWS = {"image", "label", "block", "counts"};

    private static final String[] DECIDED = {"image", "label", "predicted", "draws", "radii"};

    private SampleFiles() {}

    public static byte[] write(Map<Column, List<Sample>> outcomes) {
        return write(outcomes, Map.of());
    }

    /** @param numbers of the whole model, by id: each is a line without an image */
    static byte[] write(Map<Column, List<Sample>> outcomes, Map<String, Double> numbers) {
        return zipped(csv -> {
            csv.printRecord((Object[]) OUTCOMES);
            for (Map.Entry<Column, List<Sample>> entry : outcomes.entrySet()) {
                for (Sample sample : entry.getValue()) {
                    csv.printRecord(
                            entry.getKey().head(),
                            entry.getKey().measure(),
                            sample.image(),
                            sample.label(),
                            sample.correct() ? 1 : 0,
                            sample.measured().map(String::valueOf).orElse(""));
                }
            }
            for (Map.Entry<String, Double> number : new TreeMap<>(numbers).entrySet()) {
                csv.printRecord("", number.getKey(), "", "", "", number.getValue());
            }
        });
    }

    public static Map<Column, List<Sample>> read(byte[] file) {
        Map<Column, List<Sample>> outcomes = new LinkedHashMap<>();
        for (CSVRecord row : rows(file, OUTCOMES)) {
            if (isNumber(row)) {
                continue;
            }
            outcomes.computeIfAbsent(new Column(row.get(0), row.get(1)), c -> new ArrayList<>())
                    .add(new Sample(
                            Integer.parseInt(row.get(2)),
                            Integer.parseInt(row.get(3)),
                            row.get(4).equals("1"),
                            row.get(5).isEmpty() ? Double.NaN : Double.parseDouble(row.get(5))));
        }
        return outcomes;
    }

    /** The numbers of a part, by id. */
    static Map<String, Double> numbers(byte[] part) {
        return rows(part, OUTCOMES).stream()
                .filter(SampleFiles::isNumber)
                .collect(Collectors.toMap(row -> row.get(1), row -> Double.valueOf(row.get(5))));
    }

    private static boolean isNumber(CSVRecord row) {
        return row.get(2).isEmpty();
    }

    /** The outcomes of a part, which has one column. */
    static List<Sample> only(byte[] part) {
        return read(part).values().iterator().next();
    }

    static byte[] writeDraws(List<Sample.Drawn> draws) {
        return zipped(csv -> {
            csv.printRecord((Object[]) DRAWS);
            for (Sample.Drawn drawn : draws) {
                for (BlockCounts block : Stream.concat(
                                drawn.votes().selection().stream(), drawn.votes().estimation().stream())
                        .toList()) {
                    csv.printRecord(drawn.image(), drawn.label(), block.block(), counts(block));
                }
            }
        });
    }

    static List<Sample.Drawn> readDraws(byte[] file) {
        record Key(int image, int label) {}
        Map<Key, List<BlockCounts>> blocks = new LinkedHashMap<>();
        for (CSVRecord row : rows(file, DRAWS)) {
            blocks.computeIfAbsent(
                            new Key(Integer.parseInt(row.get(0)), Integer.parseInt(row.get(1))), k -> new ArrayList<>())
                    .add(new BlockCounts(
                            Integer.parseInt(row.get(2)),
                            Arrays.stream(row.get(3).split(";"))
                                    .map(Integer::valueOf)
                                    .toList()));
        }
        return blocks.entrySet().stream()
                .map(e -> new Sample.Drawn(e.getKey().image(), e.getKey().label(), votes(e.getValue())))
                .toList();
    }

    private static Votes votes(List<BlockCounts> blocks) {
        Map<Boolean, List<BlockCounts>> selects =
                blocks.stream().collect(Collectors.partitioningBy(b -> b.block() < 0));
        return new Votes(selects.get(true), selects.get(false));
    }

    private static String counts(BlockCounts block) {
        return block.perClass().stream().map(String::valueOf).collect(Collectors.joining(";"));
    }

    static byte[] writeDecided(List<Sample.Decided> images) {
        return zipped(csv -> {
            csv.printRecord((Object[]) DECIDED);
            for (Sample.Decided image : images) {
                AnytimeCertificate certificate = image.certificate();
                csv.printRecord(
                        image.image(),
                        image.label(),
                        certificate.label(),
                        certificate.draws(),
                        certificate.radii().stream()
                                .map(at -> at.verdict().name().toLowerCase(Locale.ROOT) + ":" + at.draws())
                                .collect(Collectors.joining(";")));
            }
        });
    }

    static List<Sample.Decided> readDecided(byte[] file) {
        return rows(file, DECIDED).stream()
                .map(row -> new Sample.Decided(
                        Integer.parseInt(row.get(0)),
                        Integer.parseInt(row.get(1)),
                        new AnytimeCertificate(
                                Integer.parseInt(row.get(2)),
                                Integer.parseInt(row.get(3)),
                                Arrays.stream(row.get(4).split(";"))
                                        .map(SampleFiles::atRadius)
                                        .toList())))
                .toList();
    }

    private static AnytimeCertificate.AtRadius atRadius(String text) {
        String[] fields = text.split(":");
        return new AnytimeCertificate.AtRadius(
                Verdict.valueOf(fields[0].toUpperCase(Locale.ROOT)), Integer.parseInt(fields[1]));
    }

    private interface Rows {
        void print(CSVPrinter csv) throws IOException;
    }

    private static byte[] zipped(Rows rows) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (CSVPrinter csv =
                new CSVPrinter(new OutputStreamWriter(new GZIPOutputStream(bytes), StandardCharsets.UTF_8), FORMAT)) {
            rows.print(csv);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static List<CSVRecord> rows(byte[] file, String[] header) {
        try (CSVParser csv = CSVParser.parse(
                new InputStreamReader(new GZIPInputStream(new ByteArrayInputStream(file)), StandardCharsets.UTF_8),
                FORMAT)) {
            List<CSVRecord> rows = csv.getRecords();
            if (rows.isEmpty() || !Arrays.equals(rows.get(0).values(), header)) {
                throw new IllegalStateException("not a file of " + String.join(",", header));
            }
            return rows.subList(1, rows.size());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
