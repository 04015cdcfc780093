package io.robusttransfer.worker.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.robusttransfer.crds.api.SchemeSpec;
import io.robusttransfer.crds.api.SourceHead;
import io.robusttransfer.crds.api.SourceScheme;
import io.robusttransfer.crds.api.Study;
import io.robusttransfer.crds.api.Target;
import io.robusttransfer.crds.api.TargetScheme;
import io.robusttransfer.crds.api.Training;
import io.robusttransfer.crds.json.CanonicalJson;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * A study in which each scheme says all that it does: what it takes from the threat, its whole training, and how its head is fitted. As a
 * manifest it would be planned alike.
 */
record FilledIn(Study study) {
    JsonNode tree() {
        ObjectNode all = (ObjectNode) node(study);
        ObjectNode source = (ObjectNode) all.get("source");
        // every scheme has the whole of it
        source.remove("training");
        for (int i = 0; i < study.source().schemes().size(); i++) {
            SourceScheme scheme = study.source().schemes().get(i);
            ObjectNode filled = (ObjectNode) source.get("schemes").get(i);
            fill(filled, scheme.scheme(), study.source().training(scheme));
            Optional<SourceHead> head = scheme.fittedHead();
            head.ifPresent(fitted -> fill(filled.putObject("head"), fitted.scheme(), fitted.fullTraining()));
        }
        for (int i = 0; i < study.targets().size(); i++) {
            Target target = study.targets().get(i);
            ObjectNode filled = (ObjectNode) all.get("targets").get(i);
            filled.remove("training");
            List<TargetScheme> schemes = target.schemes();
            for (int j = 0; j < schemes.size(); j++) {
                TargetScheme scheme = schemes.get(j);
                ObjectNode own = (ObjectNode) filled.get("schemes").get(j);
                fill(own, scheme.scheme(), target.training(scheme));
                scheme.scheme().beginsWith().ifPresent(first -> own.withObject(
                                scheme.scheme().field())
                        .set("head", node(target.training(first))));
            }
        }
        for (int i = 0; i < study.evaluation().attacks().size(); i++) {
            String kind = study.evaluation().attacks().get(i).attack().field();
            String norm = study.evaluation()
                    .attacks()
                    .get(i)
                    .attack()
                    .ball(study.threat())
                    .spelling();
            ((ObjectNode) all.at("/evaluation/attacks/" + i + "/" + kind)).put("norm", norm);
        }
        return node(all);
    }

    private void fill(ObjectNode named, SchemeSpec scheme, Training training) {
        // over what is written, of which a stage's document leaves out places
        named.withObject(scheme.field()).setAll((ObjectNode) node(scheme.resolved(study.threat())));
        // what does not train has no epoch that a manifest could say
        if (training.epochs() > 0) {
            named.set("training", node(training));
        } else {
            named.remove("training");
        }
    }

    /** Fields in alphabetical order. */
    private static JsonNode node(Object document) {
        try {
            return CanonicalJson.read(CanonicalJson.bytes(document), JsonNode.class);
        } catch (IOException e) {
            throw new IllegalStateException("a study that was read can be written", e);
        }
    }
}
