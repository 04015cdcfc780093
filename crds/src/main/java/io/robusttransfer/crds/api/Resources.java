package io.robusttransfer.crds.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** As a container's resources. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@ValidationRule(
        value = "!has(self.requests) || !has(self.limits) || self.requests.all(r, !(r in self.limits)"
                + " || !string(self.requests[r]).matches('" + Resources.QUANTITY + "')"
                + " || !string(self.limits[r]).matches('" + Resources.QUANTITY + "')"
                + " || quantity(string(self.requests[r])).compareTo(quantity(string(self.limits[r]))) <= 0)",
        message = "a request is above its limit: raise the limit or lower the request",
        fieldPath = ".requests")
@ValidationRule(
        value = "!has(self.limits) || self.limits.all(r, !r.contains('/') || !string(self.limits[r]).matches('"
                + Resources.QUANTITY + "') || string(self.limits[r]).matches('^[0-9]+$'))",
        message = "a device is given as a whole: write a whole number of it",
        fieldPath = ".limits")
@ValidationRule(
        value = "!has(self.requests) || self.requests.all(r, !r.contains('/')"
                + " || has(self.limits) && r in self.limits && string(self.limits[r]) == string(self.requests[r]))",
        message = "a device is asked for by its limit: write the same number there, and here or not",
        fieldPath = ".requests")
public record Resources(
        @Size(max = 16)
        @ValidationRule(value = Resources.POSSIBLE_NAMES, message = Resources.NAMES)
        @JsonPropertyDescription("At most this, as in nvidia.com/gpu: 1.")
        Map<String, Quantity> limits,

        @Size(max = 16)
        @ValidationRule(value = Resources.POSSIBLE_NAMES, message = Resources.NAMES)
        @JsonPropertyDescription("At least this.")
        Map<String, Quantity> requests) {

    /**
     * Kubernetes' quantities but negative ones: a number, and a suffix or an exponent. Of two digits at most, since a parser takes
     * hours for longer exponents.
     */
    static final String QUANTITY =
            "^[+]?([0-9]+[.]?[0-9]*|[.][0-9]+)(n|u|m|k|M|G|T|P|E|Ki|Mi|Gi|Ti|Pi|Ei|[eE][-+]?[0-9]{1,2})?$";

    static final int LONGEST = 32;

    static final String REMEDY = "write a quantity such as 2, 500m or 8Gi";

    /** The keys of a map have no longest length to a rule's cost, so that they are not matched. */
    static final String POSSIBLE_NAMES = "self.all(r, r in ['cpu', 'memory', 'ephemeral-storage']"
            + " || r.startsWith('hugepages-') || r.contains('/'))";

    static final String NAMES =
            "write cpu, memory, ephemeral-storage or the resource of a device plugin, such as" + " nvidia.com/gpu";

    private static final Pattern POSSIBLE = Pattern.compile(QUANTITY);

    public Resources {
        limits = byName(limits);
        requests = byName(requests);
    }

    /** The first quantity that is none, as the field of it, the value and what to write; a definition of earlier days let some in. */
    public Optional<String> problem() {
        return Stream.of(Map.entry("limits", limits), Map.entry("requests", requests))
                .flatMap(part -> part.getValue().entrySet().stream()
                        .filter(each -> !isQuantity(each.getValue()))
                        .map(each -> part.getKey() + "[" + each.getKey() + "]: '" + each.getValue() + "': " + REMEDY))
                .findFirst();
    }

    private static boolean isQuantity(Quantity quantity) {
        String text = quantity.toString();
        return text.length() <= LONGEST && POSSIBLE.matcher(text).matches();
    }

    private static Map<String, Quantity> byName(Map<String, Quantity> quantities) {
        return quantities == null ? Map.of() : Collections.unmodifiableSortedMap(new TreeMap<>(quantities));
    }
}
