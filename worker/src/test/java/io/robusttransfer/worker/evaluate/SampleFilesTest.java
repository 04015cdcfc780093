package io.robusttransfer.worker.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import io.robusttransfer.worker.certify.AnytimeCertificate;
import io.robusttransfer.worker.certify.BlockCounts;
import io.robusttransfer.worker.certify.Verdict;
import io.robusttransfer.worker.certify.Votes;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SampleFilesTest {
    @Test
    void outcomes_are_read_as_they_were_written_to_the_last_bit_and_written_to_the_same_bytes() {
        Map<Column, List<Sample>> outcomes = new LinkedHashMap<>();
        outcomes.put(new Column("a", "m"), List.of(Sample.of(7, 3, true), Sample.of(2, 0, false)));
        outcomes.put(
                new Column("b", "m"),
                List.of(
                        new Sample(7, 3, true, 0.1 + 0.2),
                        new Sample(2, 0, false, Double.NaN),
                        new Sample(1, 1, false, 0)));

        byte[] file = SampleFiles.write(outcomes);

        assertThat(SampleFiles.read(file)).isEqualTo(outcomes);
        assertThat(SampleFiles.write(SampleFiles.read(file))).isEqualTo(file);
    }

    @Test
    void numbers_of_the_model_are_read_beside_outcomes_or_without_any() {
        Map<Column, List<Sample>> outcomes = Map.of(new Column("a", "m"), List.of(new Sample(7, 3, true, .25)));
        Map<String, Double> numbers = Map.of("leep", -.1 - .2, "bound", 1e300);

        byte[] both = SampleFiles.write(outcomes, numbers);

        assertThat(SampleFiles.read(both)).isEqualTo(outcomes);
        assertThat(SampleFiles.numbers(both)).isEqualTo(numbers);
        assertThat(SampleFiles.numbers(SampleFiles.write(outcomes))).isEmpty();
        assertThat(SampleFiles.read(SampleFiles.write(Map.of(), numbers))).isEmpty();
    }

    @Test
    void votes_keep_their_blocks_and_which_of_them_select() {
        Votes votes = new Votes(
                List.of(new BlockCounts(-1, List.of(60, 40))),
                List.of(new BlockCounts(0, List.of(900, 100)), new BlockCounts(1, List.of(0, 500))));
        List<Sample.Drawn> draws = List.of(new Sample.Drawn(4, 1, votes), new Sample.Drawn(9, 0, votes));
        assertThat(SampleFiles.readDraws(SampleFiles.writeDraws(draws))).isEqualTo(draws);
    }

    @Test
    void certificates_keep_what_was_decided_of_each_radius_and_after_how_many_draws() {
        List<Sample.Decided> images = List.of(
                new Sample.Decided(
                        4,
                        1,
                        new AnytimeCertificate(
                                2,
                                1300,
                                List.of(
                                        new AnytimeCertificate.AtRadius(Verdict.CERTIFIED, 300),
                                        new AnytimeCertificate.AtRadius(Verdict.REFUSED, 1200)))),
                new Sample.Decided(
                        9,
                        0,
                        new AnytimeCertificate(
                                0,
                                5100,
                                List.of(
                                        new AnytimeCertificate.AtRadius(Verdict.UNDECIDED, 5000),
                                        new AnytimeCertificate.AtRadius(Verdict.UNDECIDED, 5000)))));
        assertThat(SampleFiles.readDecided(SampleFiles.writeDecided(images))).isEqualTo(images);
    }
}
