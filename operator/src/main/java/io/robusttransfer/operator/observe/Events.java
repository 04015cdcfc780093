package io.robusttransfer.operator.observe;

import io.fabric8.kubernetes.api.model.Event;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** The Events about one object. */
record Events(Collection<Event> all) {
    Events {
        all = List.copyOf(all);
    }

    /** The last of these reasons. */
    Optional<Event> last(Set<String> reasons) {
        return last(all.stream().filter(event -> reasons.contains(event.getReason())));
    }

    /** What went wrong, unless anything came after it. */
    Optional<String> warning() {
        return last(all.stream())
                .filter(event -> "Warning".equals(event.getType()))
                .map(event -> event.getReason() + ": " + message(event));
    }

    static String message(Event event) {
        return Objects.requireNonNullElse(event.getMessage(), event.getReason());
    }

    private static Optional<Event> last(Stream<Event> events) {
        return events.max(Comparator.comparing(Events::time));
    }

    private static String time(Event event) {
        return Stream.of(
                        event.getSeries() == null || event.getSeries().getLastObservedTime() == null
                                ? null
                                : event.getSeries().getLastObservedTime().getTime(),
                        event.getLastTimestamp(),
                        event.getEventTime() == null
                                ? null
                                : event.getEventTime().getTime(),
                        event.getMetadata().getCreationTimestamp())
                .filter(Objects::nonNull)
                .findFirst()
                .orElse("");
    }
}
