package io.robusttransfer.tests.inputs;

import com.fasterxml.jackson.databind.JsonNode;
import io.robusttransfer.tests.cluster.Cluster;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;

/**
 * What an API server said of a manifest.
 *
 * @param causes of a refusal; of one by its decoder, a single one
 */
record Answer(boolean accepted, List<Cause> causes) {
    /** Who refuses, and whether field and remedy are named. */
    enum Sort {
        ACCEPTED("accepted"),
        BOTH("field and remedy"),
        REQUIRED("\"Required value\""),
        FIELD_ALONE("field alone"),
        NEITHER("no field"),
        TYPE("type check"),
        DECODER("decoder"),
        IDENTITY("metadata, kind"),
        ERROR("server error");

        private final String words;

        Sort(String words) {
            this.words = words;
        }

        /** Whether a rule or a bound of the definition refuses. */
        boolean isOurs() {
            return this == BOTH || this == REQUIRED || this == FIELD_ALONE || this == NEITHER;
        }

        @Override
        public String toString() {
            return words;
        }
    }

    /** @param reason such as FieldValueInvalid */
    record Cause(String reason, String field, String message) {
        /** More than the value that is wrong. */
        private static final Pattern WITH_WORDS = Pattern.compile("(?s)Invalid value: (.*: )?\\S+ \\S+ .*");

        /** Said beside others, when rules were not looked at. */
        boolean isNote() {
            return message.contains("some validation rules were not checked");
        }

        boolean isWithoutField() {
            return field.isEmpty() || field.equals("<nil>");
        }

        Sort sort() {
            if (reason.equals("FieldValueTypeInvalid")) {
                return Sort.TYPE;
            }
            if (isWithoutField()) {
                return Sort.NEITHER;
            }
            if (!field.startsWith("spec")) {
                return Sort.IDENTITY;
            }
            return switch (reason) {
                case "FieldValueRequired" -> Sort.REQUIRED;
                case "FieldValueDuplicate" -> Sort.FIELD_ALONE;
                case "FieldValueInvalid" -> WITH_WORDS.matcher(message).matches() ? Sort.BOTH : Sort.FIELD_ALONE;
                default -> Sort.BOTH;
            };
        }
    }

    static Answer of(Cluster.Response response) {
        if (response.ok()) {
            return new Answer(true, List.of());
        }
        List<Cause> causes = StreamSupport.stream(
                        response.body().at("/details/causes").spliterator(), false)
                .map(Answer::cause)
                .filter(cause -> !cause.isNote())
                .toList();
        return new Answer(
                false,
                response.code() != 422 || causes.isEmpty() ? List.of(new Cause("", "", response.message())) : causes);
    }

    static Answer error(String message) {
        return new Answer(false, List.of(new Cause("error", "", message)));
    }

    private static Cause cause(JsonNode cause) {
        return new Cause(
                cause.path("reason").asText(),
                cause.path("field").asText(),
                cause.path("message").asText());
    }

    /** By the worst of the causes that are ours; where none is, by the first. */
    Sort sort() {
        if (accepted) {
            return Sort.ACCEPTED;
        }
        if (causes.get(0).reason().isEmpty()) {
            return Sort.DECODER;
        }
        if (causes.get(0).reason().equals("error")) {
            return Sort.ERROR;
        }
        // what the check of types says it says twice, once without a field
        boolean typed = causes.stream().anyMatch(cause -> cause.sort() == Sort.TYPE);
        List<Sort> sorts = causes.stream()
                .filter(cause -> !(typed && cause.isWithoutField()))
                .filter(cause -> !isToldByItsList(cause))
                .map(Cause::sort)
                .toList();
        return sorts.stream().filter(Sort::isOurs).max(Sort::compareTo).orElse(sorts.get(0));
    }

    /** Whether it is an entry that is there twice, and a rule of its list says beside what to do. */
    private boolean isToldByItsList(Cause twice) {
        String list = twice.field().replaceFirst("\\[[^\\]]*\\]$", "");
        return twice.reason().equals("FieldValueDuplicate")
                && causes.stream().anyMatch(cause -> cause.field().equals(list) && cause.sort() == Sort.BOTH);
    }

    /** What was said, without what differs from manifest to manifest. */
    String shape() {
        return causes.stream()
                .map(cause -> cause.field().replaceAll("\\[[^\\]]*\\]", "[]") + ": "
                        + cause.message()
                                .replaceFirst("(?s)value: (\"[^\"]*\"|[{\\[].*?[}\\]]|[-0-9.e+]+): ", "value: …: "))
                .findFirst()
                .orElse("");
    }

    @Override
    public String toString() {
        return accepted
                ? "accepted"
                : causes.stream()
                        .map(cause -> cause.field() + ": " + cause.message())
                        .reduce((one, other) -> one + " | " + other)
                        .orElse("");
    }
}
