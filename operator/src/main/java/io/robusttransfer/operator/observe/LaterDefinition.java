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
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.kubernetes.client.KubernetesClientObjectMapperCustomizer;
import io.robusttransfer.crds.api.Execution;
import io.robusttransfer.crds.api.ExperimentStatus;
import io.robusttransfer.crds.api.FailedList;
import io.robusttransfer.crds.api.ReportPlace;
import io.robusttransfer.crds.api.Resources;
import io.robusttransfer.crds.api.RobustTransferExperiment;
import io.robusttransfer.crds.api.RunningList;
import io.robusttransfer.crds.api.Settled;
import io.robusttransfer.crds.api.Worker;
import io.robusttransfer.operator.decide.Obstacle;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Reads experiments where the installed definition is of a later release than this operator. What the operator does not know of how
 * an experiment is worked out, or of its status, it leaves out. A question that it does not fully know it leaves alone: to leave out
 * a part would answer another one. Either way all other experiments are read.
 */
@Singleton
public final class LaterDefinition implements KubernetesClientObjectMapperCustomizer {
    private static final String UNREADABLE = "robusttransfer.io/unreadable";

    private static final List<Class<?>> LENIENT = List.of(
            ExperimentStatus.class,
            Settled.class,
            RunningList.class,
            FailedList.class,
            ReportPlace.class,
            Execution.class,
            Worker.class,
            Resources.class);

    /** Why this experiment cannot be worked on; it has no spec then. */
    public static Optional<Obstacle> obstacle(RobustTransferExperiment experiment) {
        return Optional.ofNullable(
                        experiment.getMetadata().getAdditionalProperties().get(UNREADABLE))
                .map(problem -> new Obstacle(
                        Obstacle.Kind.NEEDS_ACTION,
                        "SpecUnreadable",
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
            try {
                return read(tree, parser, context);
            } catch (JsonMappingException e) {
                if (!(tree instanceof ObjectNode experiment) || experiment.remove("spec") == null) {
                    throw e;
                }
                RobustTransferExperiment rest = (RobustTransferExperiment) read(tree, parser, context);
                rest.getMetadata().setAdditionalProperty(UNREADABLE, path(e) + ": " + problem(e));
                return rest;
            }
        }

        private Object read(JsonNode tree, JsonParser parser, DeserializationContext context) throws IOException {
            try (JsonParser again = tree.traverse(parser.getCodec())) {
                again.nextToken();
                return super.deserialize(again, context);
            }
        }

        private static String problem(JsonMappingException e) {
            return e instanceof UnrecognizedPropertyException
                    ? "this operator knows no such field"
                    : e.getOriginalMessage();
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
