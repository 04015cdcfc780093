package io.robusttransfer.operator;

import io.robusttransfer.operator.decide.Decision;
import io.robusttransfer.operator.observe.Observation;
import java.time.Duration;
import java.util.Optional;

/**
 * One observation and what was decided from it.
 *
 * @param again after what time to reconcile again, where not all of the decision could be carried out
 * @param later after what time to look at what was begun, though nothing may have happened to it
 * @param said whether to write its status: not where a Job was refused before and could not be tried again yet, since the
 *     obstacle would come and go
 */
record Round(Observation seen, Decision decision, Optional<Duration> again, Optional<Duration> later, boolean said) {
    static Round of(Observation seen, Decision decision) {
        return new Round(seen, decision, Optional.empty(), Optional.empty(), true);
    }

    Round again(Duration time) {
        return new Round(seen, decision, Optional.of(time), later, said);
    }

    Round later(Duration time) {
        Duration soonest = later.filter(sooner -> sooner.compareTo(time) < 0).orElse(time);
        return new Round(seen, decision, again, Optional.of(soonest), said);
    }

    Round unsaid(Duration time) {
        return new Round(seen, decision, Optional.of(time), later, false);
    }
}
