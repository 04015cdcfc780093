package io.robusttransfer.worker.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.robusttransfer.crds.api.OnFailure;
import io.robusttransfer.worker.stage.Event;
import io.robusttransfer.worker.stage.ExitCode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class GpusTest {
    private static final String VISIBLE = "CUDA_VISIBLE_DEVICES";

    @Test
    void each_process_has_a_gpu_of_its_own_and_more_processes_share_them_evenly() {
        assertThat(Gpus.visible(2, Map.of()).environments(5))
                .extracting(told -> told.get(VISIBLE))
                .containsExactly("0", "1", "0", "1", "0");
    }

    @Test
    void of_gpus_that_are_named_those_that_are_there_are_handed_on() {
        assertThat(Gpus.visible(2, Map.of(VISIBLE, "GPU-a, 3,7")).environments(2))
                .extracting(told -> told.get(VISIBLE))
                .containsExactly("GPU-a", "3");
    }

    @Test
    void a_single_gpu_need_not_be_told() {
        assertThat(Gpus.visible(1, Map.of()).environments(2)).containsExactly(Map.of(), Map.of());
    }

    @Test
    void a_process_that_takes_the_place_of_one_that_died_has_its_gpu() throws InterruptedException {
        List<Schedule.Item> items = IntStream.range(0, 3)
                .mapToObj(list -> new Schedule.Item(list, Set.of(), 1))
                .toList();
        List<String> gpus = Collections.synchronizedList(new ArrayList<>());
        LocalRun run = new LocalRun(
                new Schedule(items, 1),
                List.of("sh", "-c", "echo gpu $" + VISIBLE + "; exit 1"),
                OnFailure.CONTINUE,
                said -> {
                    if (said instanceof Event.Note note && note.text().startsWith("gpu ")) {
                        gpus.add(note.text());
                    }
                });
        assertThat(run.run(Gpus.visible(3, Map.of()).environments(3))).isEqualTo(ExitCode.FAILED);
        assertThat(gpus)
                .as("each list is tried twice")
                .containsExactlyInAnyOrder("gpu 0", "gpu 0", "gpu 1", "gpu 1", "gpu 2", "gpu 2");
    }
}
