package io.robusttransfer.operator.observe;

import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.robusttransfer.crds.api.RobustTransferExperiment;
import java.io.InputStream;

final class SampleExperiment {
    private SampleExperiment() {}

    /** The quickstart as an API server serves it, with the definition's defaults filled in. */
    static RobustTransferExperiment asServed() {
        InputStream json =
                SampleExperiment.class.getResourceAsStream("/io/robusttransfer/operator/quickstart-as-served.json");
        return new KubernetesSerialization().unmarshal(json, RobustTransferExperiment.class);
    }
}
