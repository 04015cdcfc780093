package io.robusttransfer.worker.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class ScheduleTest {
    private static final OptionalInt NEW = OptionalInt.empty();

    private static Schedule.Item item(int list, double effort, Integer... needs) {
        return new Schedule.Item(list, Set.of(needs), effort);
    }

    /** Lists of random effort; each needs some earlier ones. */
    private static List<Schedule.Item> items(int count, Random random) {
        List<Schedule.Item> items = new ArrayList<>();
        for (int list = 0; list < count; list++) {
            Set<Integer> needs = new HashSet<>();
            for (int other = 0; other < list; other++) {
                if (random.nextInt(4) == 0) {
                    needs.add(other);
                }
            }
            items.add(new Schedule.Item(list, needs, random.nextInt(100)));
        }
        return items;
    }

    @Property(tries = 200)
    void every_list_is_given_once_after_all_that_it_needs_whatever_fails_and_how_many_children_there_are(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 4) int children,
            @ForAll @IntRange(max = 2) int retries) {
        Random random = new Random(seed);
        List<Schedule.Item> items = items(12, random);
        Schedule schedule = new Schedule(items, retries);
        List<Integer> running = new ArrayList<>();
        Set<Integer> done = new HashSet<>();
        Set<Integer> lost = new HashSet<>();
        int[] attempts = new int[items.size()];
        OptionalInt last = NEW;
        while (true) {
            while (running.size() < children) {
                OptionalInt next = schedule.next(last);
                if (next.isEmpty()) {
                    break;
                }
                int list = next.getAsInt();
                assertThat(done).containsAll(items.get(list).needs());
                assertThat(done).doesNotContain(list);
                assertThat(running).doesNotContain(list);
                attempts[list]++;
                running.add(list);
            }
            if (running.isEmpty()) {
                break;
            }
            int ended = running.remove(random.nextInt(running.size()));
            last = OptionalInt.of(ended);
            if (random.nextInt(4) == 0) {
                boolean again = schedule.failed(ended, true);
                assertThat(again).isEqualTo(attempts[ended] <= retries);
                if (!again) {
                    lost.add(ended);
                }
            } else {
                schedule.done(ended);
                done.add(ended);
            }
        }
        assertThat(schedule.undone()).hasSize(items.size() - done.size());
        for (Schedule.Item item : items) {
            boolean possible = done.containsAll(item.needs()) && !lost.contains(item.list());
            assertThat(done.contains(item.list())).isEqualTo(possible);
        }
    }

    @Test
    void a_child_goes_on_with_what_hangs_on_what_it_did() {
        Schedule schedule = new Schedule(List.of(item(0, 1), item(1, 1, 0), item(2, 50)), 0);
        assertThat(schedule.next(NEW)).hasValue(2);
        assertThat(schedule.next(NEW)).hasValue(0);
        schedule.done(0);
        assertThat(schedule.next(OptionalInt.of(0))).hasValue(1);
    }

    @Test
    void what_has_most_work_behind_it_starts_first() {
        Schedule schedule = new Schedule(List.of(item(0, 10), item(1, 5), item(2, 20, 1)), 0);
        assertThat(schedule.next(NEW)).hasValue(1);
    }

    @Test
    void nothing_new_starts_after_a_stop() {
        Schedule schedule = new Schedule(List.of(item(0, 1)), 0);
        schedule.stop();
        assertThat(schedule.next(NEW)).isEmpty();
        assertThat(schedule.undone()).containsExactly(0);
    }

    @Test
    void wrong_input_is_not_tried_again() {
        Schedule schedule = new Schedule(List.of(item(0, 1)), 3);
        schedule.next(NEW);
        assertThat(schedule.failed(0, false)).isFalse();
        assertThat(schedule.next(NEW)).isEmpty();
    }
}
