package io.robusttransfer.operator.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.robusttransfer.operator.decide.Task;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class JobNameTest {
    private static final ResultsLocation HERE = new ResultsLocation("s3://results/a", "http://minio:9000");

    @Test
    void the_same_stages_in_the_same_place_have_the_same_name() {
        assertThat(name("one", HERE, Given.list(1))).isEqualTo(name("other", HERE, Given.list(1)));
        assertThat(JobName.ofList(HERE, Given.KEYS.get(1))).isEqualTo(name("one", HERE, Given.list(1)));
    }

    @Test
    void other_stages_or_another_place_are_another_name() {
        assertThat(name("one", HERE, Given.list(0))).isNotEqualTo(name("one", HERE, Given.list(1)));
        assertThat(name("one", new ResultsLocation("s3://results/b", HERE.endpoint()), Given.list(1)))
                .isNotEqualTo(name("one", HERE, Given.list(1)));
        assertThat(name("one", new ResultsLocation(HERE.uri(), "http://elsewhere:9000"), Given.list(1)))
                .isNotEqualTo(name("one", HERE, Given.list(1)));
    }

    @Test
    void a_slash_at_the_end_is_no_other_place() {
        assertThat(new ResultsLocation("s3://results/a/", "http://minio:9000/")).isEqualTo(HERE);
    }

    @Test
    void plans_and_reports_are_an_experiments_own() {
        for (Task task : List.of(Given.PLAN, Given.REPORT)) {
            assertThat(name("one", HERE, task)).isNotEqualTo(name("other", HERE, task));
        }
        assertThat(name("one", HERE, Given.PLAN).stem())
                .isNotEqualTo(name("one", HERE, Given.REPORT).stem());
    }

    @Test
    void the_attempt_is_read_from_a_name() {
        JobName name = name("one", HERE, Given.list(1));
        assertThat(name.attemptOf(name.attempt(12))).isEqualTo(OptionalInt.of(12));
        for (String other : List.of("-", "-0", "-x", "-1x", "1-1", "-9999999999")) {
            assertThat(name.attemptOf(name.stem() + other)).isEmpty();
        }
        assertThat(name.attemptOf("rt-plan-1")).isEmpty();
    }

    @Test
    void a_name_fits_into_a_label() {
        assertThat(name("one", HERE, Given.REPORT).attempt(999_999_999)).hasSizeLessThan(63);
    }

    private static JobName name(String uid, ResultsLocation location, Task task) {
        if (task instanceof Task.DoList list) {
            return JobName.ofList(location, Given.KEYS.get(list.number()));
        }
        return task.equals(Given.PLAN) ? JobName.ofPlan(uid) : JobName.ofReport(uid);
    }
}
