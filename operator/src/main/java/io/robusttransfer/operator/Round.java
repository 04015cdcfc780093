package io.robusttransfer.operator;

import io.robusttransfer.operator.decide.Decision;
import io.robusttransfer.operator.observe.Observation;
import java.time.Duration;
import java.util.Optional;

/**
 * One observation and what was decided from it.
 *
 * @param again after what time to reconcile again, where not all of the decision could be carried out
 * @param tidy after what time to delete the rest of what is only no longer of use
 * @param said whether to write its status: not where a Job was refused before and could not be tried again yet, since the
 *     obstacle would come and go
 */
record Round(Observation seen, Decision decision, Optional<Duration> again, Optional<Duration> tidy, boolean said) {
    static Round of(Observation seen, Decision decision) {
        return new Round(seen, decision, Optional.empty(), Optional.empty(), true);
    }

    Round again(Duration time) {
        return new Round(seen, decision, Optional.of(time), tidy, said);
    }

    Round tidy(Duration time) {
        return new Round(seen, decision, again, Optional.of(time), said);
    }

    Round unsaid(Duration time) {
        return new Round(seen, decision, Optional.of(time), tidy, false);
    }
}
