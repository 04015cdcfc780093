package io.robusttransfer.operator.observe;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.BeanDescription;
import com.fasterxml.jackson.databind.DeserializationConfig;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.deser.BeanDeserializerModifier;
import com.fasterxml.jackson.databind.deser.std.DelegatingDeserializer;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.kubernetes.client.KubernetesClientObjectMapperCustomizer;
import io.robusttransfer.crds.api.Execution;
import io.robusttransfer.crds.api.FailedList;
import io.robusttransfer.crds.api.Resources;
import io.robusttransfer.crds.api.RobustTransferExperiment;
import io.robusttransfer.crds.api.RunningList;
import io.robusttransfer.crds.api.Worker;
import io.robusttransfer.operator.decide.Obstacle;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Reads experiments where the installed definition is of a later release than this operator. What the operator does not know of how
 * an experiment is worked out it leaves out and names, and what it does not know of a status it keeps. A question that it does not
 * fully know it leaves alone: to leave out a part would answer another one. Either way all other experiments are read.
 */
@Singleton
public final class LaterDefinition implements KubernetesClientObjectMapperCustomizer {
    private static final String UNREADABLE = "robusttransfer.io/unreadable-";
    private static final String UNKNOWN = "robusttransfer.io/unknown";
    private static final String SPEC = "spec";
    private static final String STATUS = "status";

    private static final List<Class<?>> LENIENT =
            List.of(RunningList.class, FailedList.class, Execution.class, Worker.class, Resources.class);

    /** Parts of a spec whose unknown fields are left out. */
    private static final Map<String, Class<?>> PARTS = new TreeMap<>(Map.of(
            "spec.execution", Execution.class,
            "spec.worker", Worker.class,
            "spec.worker.planResources", Resources.class,
            "spec.worker.resources", Resources.class));

    /** Why this experiment cannot be worked on; what cannot be read of it is not there then. */
    public static Optional<Obstacle> obstacle(RobustTransferExperiment experiment) {
        return unreadable(experiment, SPEC, "SpecUnreadable")
                .or(() -> unreadable(experiment, STATUS, "StatusUnreadable"));
    }

    /** Whether its status may be written: one that cannot be read would be lost. */
    public static boolean hasReadableStatus(RobustTransferExperiment experiment) {
        return unreadable(experiment, STATUS, "").isEmpty();
    }

    /** Fields of the spec that are left out. */
    static Optional<String> unknown(RobustTransferExperiment experiment) {
        return Optional.ofNullable(
                        experiment.getMetadata().getAdditionalProperties().get(UNKNOWN))
                .map(Object::toString);
    }

    private static Optional<Obstacle> unreadable(RobustTransferExperiment experiment, String part, String reason) {
        return Optional.ofNullable(
                        experiment.getMetadata().getAdditionalProperties().get(UNREADABLE + part))
                .map(problem -> new Obstacle(
                        Obstacle.Kind.NEEDS_ACTION,
                        reason,
                        problem + ": the installed definition is of another release than this operator: use the"
                                + " operator of that release"));
    }

    @Override
    public void customize(ObjectMapper mapper) {
        LENIENT.forEach(
                type -> mapper.configOverride(type).setIgnorals(JsonIgnoreProperties.Value.forIgnoreUnknown(true)));
        mapper.registerModule(new SimpleModule("later definition").setDeserializerModifier(new Modifier()));
    }

    private static final class Modifier extends BeanDeserializerModifier {
        private static final long serialVersionUID = 1;

        @Override
        public JsonDeserializer<?> modifyDeserializer(
                DeserializationConfig config, BeanDescription bean, JsonDeserializer<?> deserializer) {
            return bean.getBeanClass() == RobustTransferExperiment.class ? new Reader(deserializer) : deserializer;
        }
    }

    private static final class Reader extends DelegatingDeserializer {
        private static final long serialVersionUID = 1;

        Reader(JsonDeserializer<?> delegate) {
            super(delegate);
        }

        @Override
        protected JsonDeserializer<?> newDelegatingInstance(JsonDeserializer<?> delegate) {
            return new Reader(delegate);
        }

        @Override
        public Object deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            JsonNode tree = context.readTree(parser);
            String unknown = PARTS.entrySet().stream()
                    .flatMap(part -> unknown(tree, part.getKey(), part.getValue()))
                    .collect(Collectors.joining(", "));
            RobustTransferExperiment experiment = readable(tree, parser, context);
            if (!unknown.isEmpty()) {
                experiment.getMetadata().setAdditionalProperty(UNKNOWN, unknown);
            }
            return experiment;
        }

        private static Stream<String> unknown(JsonNode experiment, String part, Class<?> type) {
            Set<String> known = Stream.of(type.getRecordComponents())
                    .map(RecordComponent::getName)
                    .collect(Collectors.toSet());
            return experiment.at("/" + part.replace('.', '/')).properties().stream()
                    .map(Map.Entry::getKey)
                    .filter(name -> !known.contains(name))
                    .map(name -> part + "." + name);
        }

        /** Without its spec, or its status, where that cannot be read. */
        private RobustTransferExperiment readable(JsonNode tree, JsonParser parser, DeserializationContext context)
                throws IOException {
            try {
                return (RobustTransferExperiment) read(tree, parser, context);
            } catch (JsonMappingException e) {
                String part = e.getPath().isEmpty() ? null : e.getPath().get(0).getFieldName();
                if (!(tree instanceof ObjectNode experiment)
                        || !(SPEC.equals(part) || STATUS.equals(part))
                        || experiment.remove(part) == null) {
                    throw e;
                }
                RobustTransferExperiment rest = readable(tree, parser, context);
                rest.getMetadata().setAdditionalProperty(UNREADABLE + part, path(e) + ": " + problem(e));
                return rest;
            }
        }

        private Object read(JsonNode tree, JsonParser parser, DeserializationContext context) throws IOException {
            try (JsonParser again = tree.traverse(parser.getCodec())) {
                again.nextToken();
                return super.deserialize(again, context);
            }
        }

        /** In words of the manifest, not of a library. */
        private static String problem(JsonMappingException e) {
            if (e instanceof UnrecognizedPropertyException) {
                return "this operator knows no such field";
            }
            if (e instanceof InvalidFormatException format) {
                return "this operator knows no value '" + format.getValue() + "' of it";
            }
            return e.getCause() instanceof IllegalArgumentException refused
                    ? refused.getMessage()
                    : "this operator knows it in another form";
        }

        /** As in {@code spec.study.targets[0].dataset}. */
        private static String path(JsonMappingException e) {
            return e.getPath().stream()
                    .map(step -> step.getFieldName() == null ? "[" + step.getIndex() + "]" : "." + step.getFieldName())
                    .collect(Collectors.joining())
                    .replaceFirst("^[.]", "");
        }
    }
}
