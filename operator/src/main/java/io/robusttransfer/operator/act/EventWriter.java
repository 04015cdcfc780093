package io.robusttransfer.operator.act;

import io.fabric8.kubernetes.api.model.MicroTime;
import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;
import io.fabric8.kubernetes.api.model.events.v1.Event;
import io.fabric8.kubernetes.api.model.events.v1.EventBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.robusttransfer.crds.api.ExperimentStatus;
import io.robusttransfer.crds.api.RobustTransferExperiment;
import io.robusttransfer.crds.json.CanonicalJson;
import io.robusttransfer.operator.decide.Decision;
import io.robusttransfer.operator.observe.ExperimentCache;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import org.jboss.logging.Logger;

/** Writes Events. An Event's name is a hash of its text and of the status that it follows, so that it is created once. */
public final class EventWriter {
    private static final Logger LOG = Logger.getLogger(EventWriter.class);

    private static final DateTimeFormatter MICROS = DateTimeFormatter.ofPattern(
                    "yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);
    private static final int CONFLICT = 409;
    private static final int LONGEST_NOTE = 1000;
    private static final int LONGEST_NAME = 200;
    private static final int DIGITS = 16;

    private final KubernetesClient client;
    private final OperatorMetrics metrics;
    private final String instance;

    /** @param instance of the operator, for people */
    public EventWriter(KubernetesClient client, OperatorMetrics metrics, String instance) {
        this.client = client;
        this.metrics = metrics;
        this.instance = instance;
    }

    /** @param before the status that these are transitions from */
    public void write(
            RobustTransferExperiment experiment,
            ExperimentCache cache,
            ExperimentStatus before,
            List<Decision.StatusEvent> events,
            Instant now) {
        for (Decision.StatusEvent event : events) {
            String name = name(experiment, before, event);
            if (cache.say(name)) {
                write(event(experiment, event, name, now));
            }
        }
    }

    private void write(Event event) {
        LOG.infof("%s: %s", event.getReason(), event.getNote());
        try {
            client.events()
                    .v1()
                    .events()
                    .inNamespace(event.getMetadata().getNamespace())
                    .resource(event)
                    .create();
        } catch (KubernetesClientException e) {
            if (e.getCode() != CONFLICT) {
                metrics.apiError(e);
                LOG.warnf("event %s is lost: %s", event.getReason(), e.getMessage());
            }
        }
    }

    private static String name(
            RobustTransferExperiment experiment, ExperimentStatus before, Decision.StatusEvent event) {
        String key = CanonicalJson.key(List.of(
                experiment.getMetadata().getUid(),
                experiment.getMetadata().getGeneration(),
                event.reason(),
                event.message(),
                before.conditions().stream()
                        .map(condition -> condition.getType() + " " + condition.getStatus() + " "
                                + condition.getLastTransitionTime())
                        .toList()));
        String name = experiment.getMetadata().getName();
        // a cut name may end with a dot or a dash, which must not stand before another dot
        String start = name.substring(0, Math.min(name.length(), LONGEST_NAME)).replaceFirst("[-.]+$", "");
        return start + "." + key.substring(0, DIGITS);
    }

    private Event event(RobustTransferExperiment experiment, Decision.StatusEvent event, String name, Instant now) {
        return new EventBuilder()
                .withNewMetadata()
                .withNamespace(experiment.getMetadata().getNamespace())
                .withName(name)
                .endMetadata()
                .withEventTime(new MicroTime(MICROS.format(now)))
                .withType(event.severity() == Decision.StatusEvent.Severity.WARNING ? "Warning" : "Normal")
                .withReason(event.reason())
                .withNote(
                        event.message().length() <= LONGEST_NOTE
                                ? event.message()
                                : event.message().substring(0, LONGEST_NOTE))
                .withAction("Reconcile")
                .withReportingController("robusttransfer.io/operator")
                .withReportingInstance(instance)
                .withRegarding(new ObjectReferenceBuilder()
                        .withApiVersion(experiment.getApiVersion())
                        .withKind(experiment.getKind())
                        .withNamespace(experiment.getMetadata().getNamespace())
                        .withName(experiment.getMetadata().getName())
                        .withUid(experiment.getMetadata().getUid())
                        .build())
                .build();
    }
}
