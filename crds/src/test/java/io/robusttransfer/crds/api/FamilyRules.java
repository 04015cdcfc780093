package io.robusttransfer.crds.api;

import com.fasterxml.jackson.annotation.JsonClassDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.api.model.apiextensions.v1.ValidationRule;
import io.fabric8.kubernetes.api.model.apiextensions.v1.ValidationRuleBuilder;
import io.robusttransfer.crds.plan.Plan;
import java.lang.reflect.Field;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The rules that follow from what a record holds: exactly one of a sealed family, Linf balls within [0,1], warm-ups within the
 * training. So a new scheme or attack is a record and a field, and no rule is written for it.
 */
final class FamilyRules {
    private FamilyRules() {}

    /** Adds the rules and descriptions that the record {@code type} asks for to its schema, and goes on to its fields. */
    static void add(JSONSchemaProps schema, Class<?> type) {
        describe(schema, type);
        exactlyOne(type).ifPresent(rule -> put(schema, rule));
        ownBall(type).forEach(rule -> put(schema, rule));
        if (type == Study.class) {
            put(schema, notTooManyStages());
            inheritedBalls().forEach(rule -> put(schema, rule));
            architectures(SourceScheme.class, "self.source.schemes.all(s, %s)").forEach(rule -> put(schema, rule));
            architectures(TargetScheme.class, "self.targets.all(t, t.schemes.all(s, %s))")
                    .forEach(rule -> put(schema, rule));
            blocks(SourceScheme.class, "self.source.schemes.all(s, %s)", ".source.schemes")
                    .forEach(rule -> put(schema, rule));
            blocks(TargetScheme.class, "self.targets.all(t, t.schemes.all(s, %s))", ".targets")
                    .forEach(rule -> put(schema, rule));
        }
        if (type == Source.class) {
            warmups(SourceScheme.class, Training.SOURCE_EPOCHS).forEach(rule -> put(schema, rule));
            put(schema, bestByLossAlone());
        }
        if (type == SourceScheme.class) {
            put(schema, headWhereNoneIsTrained());
        }
        if (type == SourceHead.class) {
            ownWarmups(type, Training.HEAD_EPOCHS).forEach(rule -> put(schema, rule));
        }
        if (type == Target.class) {
            warmups(TargetScheme.class, Training.HEAD_EPOCHS).forEach(rule -> put(schema, rule));
        }
        for (RecordComponent component : type.getRecordComponents()) {
            JSONSchemaProps property = schema.getProperties().get(component.getName());
            element(component.getGenericType())
                    .filter(Class::isRecord)
                    .filter(each -> property.getProperties() != null)
                    .ifPresent(each -> add(
                            property.getItems() == null
                                    ? property
                                    : property.getItems().getSchema(),
                            each));
        }
    }

    private static Optional<Class<?>> element(Type type) {
        Type inner = type instanceof ParameterizedType list ? list.getActualTypeArguments()[0] : type;
        return inner instanceof Class<?> raw ? Optional.of(raw) : Optional.empty();
    }

    private static void put(JSONSchemaProps schema, ValidationRule rule) {
        List<ValidationRule> rules = new ArrayList<>(
                schema.getXKubernetesValidations() == null ? List.of() : schema.getXKubernetesValidations());
        rules.add(rule);
        schema.setXKubernetesValidations(rules);
    }

    private static void describe(JSONSchemaProps schema, Class<?> type) {
        for (RecordComponent component : type.getRecordComponents()) {
            JsonClassDescription words = component.getType().getAnnotation(JsonClassDescription.class);
            if (words != null) {
                schema.getProperties().get(component.getName()).setDescription(words.value());
            }
        }
    }

    // ------------------------------------------------------------------ exactly one

    private static Optional<ValidationRule> exactlyOne(Class<?> type) {
        return Stream.of(
                        SchemeSpec.class,
                        AttackSpec.class,
                        OptimizerSpec.Choice.class,
                        ScheduleSpec.Choice.class,
                        Checkpoint.Choice.class)
                .filter(family -> !members(type, family).isEmpty())
                .findFirst()
                .map(family -> exactlyOne(type, family));
    }

    private static ValidationRule exactlyOne(Class<?> type, Class<?> family) {
        List<RecordComponent> members = members(type, family);
        List<String> examples = members.stream().map(FamilyRules::example).toList();
        String choice = members.size() == 1
                ? "write " + examples.get(0)
                : "write exactly one of "
                        + String.join(", ", examples.subList(0, examples.size() - 1)) + " and "
                        + examples.get(examples.size() - 1);
        boolean named = Arrays.stream(type.getRecordComponents())
                .anyMatch(component -> component.getName().equals("name"));
        String word = family.getSimpleName().replaceFirst("Spec$", "").toLowerCase(Locale.ROOT);
        return rule(
                "["
                        + members.stream()
                                .map(member -> "has(self." + member.getName() + ")")
                                .collect(Collectors.joining(", "))
                        + "].filter(x, x).size() == 1",
                choice + (named ? "; a second " + word + " is a second entry with a name of its own" : ""),
                null);
    }

    private static List<RecordComponent> members(Class<?> type, Class<?> family) {
        return Arrays.stream(type.getRecordComponents())
                .filter(component -> family.isAssignableFrom(component.getType()))
                .toList();
    }

    /** As in {@code ceN: {sigma: "0.25"}}. */
    private static String example(RecordComponent member) {
        Example whole = member.getType().getAnnotation(Example.class);
        return member.getName() + ": " + (whole != null ? whole.value() : required(member.getType()));
    }

    private static String required(Class<?> type) {
        return Arrays.stream(type.getDeclaredFields())
                .filter(field -> field.isAnnotationPresent(Required.class))
                .map(FamilyRules::required)
                .collect(Collectors.joining(", ", "{", "}"));
    }

    private static String required(Field field) {
        Example example = field.getAnnotation(Example.class);
        if (example == null) {
            throw new IllegalStateException(field + " is required: give it an @Example");
        }
        return field.getName() + ": " + example.value();
    }

    // ------------------------------------------------------------------ stages

    /** What {@code Planner.count} comes to at least; it tells schemes apart, and refuses what is above for that. */
    private static final String LEAST_STAGES = "self.seeds.size() * self.source.schemes.size()"
            + " * (2 + self.targets.map(t, t.schemes.size() + 1).sum())";

    private static ValidationRule notTooManyStages() {
        return new ValidationRuleBuilder()
                .withRule(LEAST_STAGES + " <= " + Plan.MOST_STAGES)
                // digit by digit: the API server does not know how long string(…) may be, and refuses it
                .withMessageExpression("[" + LEAST_STAGES + "].map(n, 'comes to at least '"
                        + " + (n < 100000 ? '' : " + digit(100_000) + ") + " + digit(10_000) + " + " + digit(1_000)
                        + " + " + digit(100) + " + " + digit(10) + " + " + digit(1)
                        + " + ' stages, at most " + Plan.MOST_STAGES
                        + " are possible: split seeds, schemes or targets over several experiments; stages they share"
                        + " are computed once')[0]")
                .build();
    }

    private static String digit(int place) {
        return "['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'][n / " + place + " % 10]";
    }

    // ------------------------------------------------------------------ balls

    private static boolean inheritsBall(Class<?> type) {
        return has(type, "norm")
                && (has(type, "epsilon") || has(type, "epsilons"))
                && (SchemeSpec.class.isAssignableFrom(type)
                        || AttackSpec.class.isAssignableFrom(type)
                        || type == RepresentationsSpec.class);
    }

    private static boolean has(Class<?> type, String field) {
        return Arrays.stream(type.getDeclaredFields())
                .anyMatch(each -> each.getName().equals(field));
    }

    private static List<ValidationRule> ownBall(Class<?> type) {
        if (!inheritsBall(type)) {
            return List.of();
        }
        if (has(type, "epsilons")) {
            return List.of(rule(
                    "!has(self.norm) || self.norm != 'Linf' || " + atMostOne("self.", type), Rule.LINF, ".epsilons"));
        }
        return List.of(
                rule(
                        "!has(self.norm) || has(self.epsilon)",
                        "a norm of its own needs an epsilon of its own: add epsilon",
                        ".norm"),
                rule(
                        "!has(self.norm) || self.norm != 'Linf' || !has(self.epsilon) || " + atMostOne("self.", type),
                        Rule.LINF,
                        ".epsilon"));
    }

    private static String atMostOne(String owner, Class<?> type) {
        String list = has(type, "epsilons") ? owner + "epsilons" : "[" + owner + "epsilon]";
        return list + ".all(e, " + Rule.IF_FRACTION + " <= 1.0)";
    }

    /** Where the entry leaves the norm to a threat that says Linf. */
    private static List<ValidationRule> inheritedBalls() {
        List<ValidationRule> rules = new ArrayList<>();
        inherited(SourceScheme.class)
                .forEach(each -> rules.add(rule(
                        "self.threat.norm != 'Linf' || self.source.schemes.all(s, " + each + ")",
                        Rule.LINF,
                        ".source.schemes")));
        inherited(SourceHead.class)
                .map(each -> each.replace("s.", "s.head."))
                .forEach(each -> rules.add(rule(
                        "self.threat.norm != 'Linf' || self.source.schemes.all(s, !has(s.head) || " + each + ")",
                        Rule.LINF,
                        ".source.schemes")));
        inherited(TargetScheme.class)
                .forEach(each -> rules.add(rule(
                        "self.threat.norm != 'Linf' || self.targets.all(t, t.schemes.all(s, " + each + "))",
                        Rule.LINF,
                        ".targets")));
        String attacks =
                inherited(EvaluationAttack.class).map(each -> "(" + each + ")").collect(Collectors.joining(" && "));
        rules.add(rule(
                "self.threat.norm != 'Linf' || !has(self.evaluation.attacks) || self.evaluation.attacks.all(s, "
                        + attacks + ")",
                Rule.LINF,
                ".evaluation.attacks"));
        rules.add(rule(
                "self.threat.norm != 'Linf' || !has(self.evaluation.representations)"
                        + " || has(self.evaluation.representations.norm) || "
                        + atMostOne("self.evaluation.representations.", RepresentationsSpec.class),
                Rule.LINF,
                ".evaluation.representations"));
        return rules;
    }

    private static Stream<String> inherited(Class<?> entry) {
        return places(entry).filter(place -> inheritsBall(place.type())).map(place -> {
            String missing = has(place.type(), "epsilons") ? "" : "!has(" + place.path() + ".epsilon) || ";
            return place.absent() + " || has(" + place.path() + ".norm) || " + missing
                    + atMostOne(place.path() + ".", place.type());
        });
    }

    /**
     * Where an entry may hold a scheme or an attack: itself, or within a scheme that is made of others.
     *
     * @param path as CEL writes it, the entry being s
     * @param absent an expression that holds where it is not there
     */
    private record Place(String path, String absent, Class<?> type) {}

    private static Stream<Place> places(Class<?> entry) {
        return Arrays.stream(entry.getRecordComponents())
                .map(each -> new Place("s." + each.getName(), "!has(s." + each.getName() + ")", each.getType()))
                .flatMap(place -> Stream.concat(
                        Stream.of(place),
                        members(place.type())
                                .map(inner -> new Place(
                                        place.path() + "." + inner.getName(),
                                        place.absent() + " || !has(" + place.path() + "." + inner.getName() + ")",
                                        inner.getType()))));
    }

    /** The schemes that a scheme may be made of. */
    private static Stream<RecordComponent> members(Class<?> type) {
        return type.isRecord() && SchemeSpec.class.isAssignableFrom(type)
                ? members(type, SchemeSpec.class).stream()
                : Stream.empty();
    }

    // ------------------------------------------------------------------ architectures

    /** @param everywhere an expression that holds where a scheme is nowhere in the study */
    private static List<ValidationRule> architectures(Class<?> entry, String everywhere) {
        return Arrays.stream(entry.getRecordComponents())
                .filter(component -> component.getType().isAnnotationPresent(OnlyOn.class))
                .map(component -> onlyOn(component, everywhere))
                .toList();
    }

    private static ValidationRule onlyOn(RecordComponent component, String everywhere) {
        OnlyOn only = component.getType().getAnnotation(OnlyOn.class);
        List<String> possible =
                Arrays.stream(only.value()).map(Architecture::spelling).toList();
        String scheme = component.getName();
        return rule(
                "self.model.architecture in ['" + String.join("', '", possible) + "'] || "
                        + everywhere.formatted("!has(s." + scheme + ")"),
                "the scheme " + scheme + " cannot train it: " + only.because() + "; write "
                        + String.join(" or ", possible) + ", or leave out " + scheme,
                ".model.architecture");
    }

    // ------------------------------------------------------------------ blocks

    private static Stream<ValidationRule> blocks(Class<?> entry, String everywhere, String fieldPath) {
        return Arrays.stream(entry.getRecordComponents())
                .flatMap(component -> Arrays.stream(component.getType().getDeclaredFields())
                        .filter(field -> field.isAnnotationPresent(BlocksFromTheEnd.class))
                        .map(field -> blocks(component.getName(), field.getName(), everywhere, fieldPath)));
    }

    private static ValidationRule blocks(String scheme, String field, String everywhere, String fieldPath) {
        String each = Arrays.stream(Architecture.values())
                .map(architecture -> "'" + architecture.spelling() + "': " + architecture.blocks())
                .collect(Collectors.joining(", "));
        return rule(
                "!(self.model.architecture in {" + each + "}) || "
                        + everywhere.formatted("!has(s." + scheme + ") || s." + scheme + "." + field + " <= {" + each
                                + "}[self.model.architecture]"),
                scheme + "." + field + " counts the blocks of f from its end: write at most " + each.replace("'", ""),
                fieldPath);
    }

    // ------------------------------------------------------------------ epochs

    private static List<ValidationRule> warmups(Class<?> entry, int epochs) {
        return places(entry)
                .filter(place -> has(place.type(), "warmupEpochs"))
                .map(place -> rule(
                        "self.schemes.all(s, " + place.absent() + " || " + place.path()
                                + ".warmupEpochs <= (has(s.training) && has(s.training.epochs) ? s.training.epochs"
                                + " : has(self.training) && has(self.training.epochs) ? self.training.epochs : "
                                + epochs + "))",
                        "a " + place.path().replaceFirst("^s[.]", "")
                                + ".warmupEpochs is longer than the training: lower it or raise training.epochs",
                        ".schemes"))
                .toList();
    }

    /** Of a training that no wider one stands behind. */
    private static List<ValidationRule> ownWarmups(Class<?> entry, int epochs) {
        return Arrays.stream(entry.getRecordComponents())
                .filter(component -> has(component.getType(), "warmupEpochs"))
                .map(component -> rule(
                        "!has(self." + component.getName() + ") || self." + component.getName()
                                + ".warmupEpochs <= (has(self.training) && has(self.training.epochs)"
                                + " ? self.training.epochs : " + epochs + ")",
                        "warmupEpochs is longer than the training of this head: lower it or raise training.epochs",
                        "." + component.getName()))
                .toList();
    }

    // ------------------------------------------------------------------ heads

    private static List<String> headless() {
        return Arrays.stream(SourceScheme.class.getRecordComponents())
                .filter(component -> HeadlessScheme.class.isAssignableFrom(component.getType()))
                .map(RecordComponent::getName)
                .toList();
    }

    private static ValidationRule headWhereNoneIsTrained() {
        return rule(
                "!has(self.head) || "
                        + Stream.concat(headless().stream(), Stream.of("pretrained"))
                                .map(name -> "has(self." + name + ")")
                                .collect(Collectors.joining(" || ")),
                "this scheme trains a head of its own: leave out head, which is for schemes without one",
                ".head");
    }

    /** Accuracy is a head's. */
    private static ValidationRule bestByLossAlone() {
        String without = headless().stream().map(name -> "has(s." + name + ")").collect(Collectors.joining(" || "));
        return rule(
                "self.schemes.all(s, !(" + without + ") || (has(s.training) && has(s.training.checkpoint)"
                        + " ? !has(s.training.checkpoint.best) || s.training.checkpoint.best.measure == 'loss'"
                        + " : !has(self.training) || !has(self.training.checkpoint) || !has(self.training.checkpoint.best)"
                        + " || self.training.checkpoint.best.measure == 'loss'))",
                "a scheme without a head has no accuracy to choose a checkpoint by: write best: {measure: loss} or last: {}"
                        + " in its training",
                ".schemes");
    }

    private static ValidationRule rule(String expression, String message, String fieldPath) {
        return new ValidationRuleBuilder()
                .withRule(expression)
                .withMessage(message)
                .withFieldPath(fieldPath)
                .build();
    }
}
