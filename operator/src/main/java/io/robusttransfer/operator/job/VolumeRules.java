package io.robusttransfer.operator.job;

import io.fabric8.kubernetes.api.model.ProjectedVolumeSource;
import io.fabric8.kubernetes.api.model.Volume;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** Rules for the volumes of a PodTemplate. */
final class VolumeRules {
    private final SecurityRules.Refuser refuser;

    VolumeRules(SecurityRules.Refuser refuser) {
        this.refuser = refuser;
    }

    void volumes(String at, List<Volume> volumes) {
        for (Volume volume : volumes) {
            String here = at + "[" + volume.getName() + "]";
            refuser.refuse(
                    volume.getName().equals(WorkerPod.TMP_VOLUME)
                            || volume.getName().startsWith(WorkerPod.SECRET_VOLUME),
                    here + ".name",
                    volume.getName(),
                    "it is the operator's; write another");
            refuser.refuse(
                    Stream.of(
                                    volume.getConfigMap(),
                                    volume.getCsi(),
                                    volume.getDownwardAPI(),
                                    volume.getEmptyDir(),
                                    volume.getEphemeral(),
                                    volume.getImage(),
                                    volume.getPersistentVolumeClaim(),
                                    volume.getProjected(),
                                    volume.getSecret())
                            .allMatch(Objects::isNull),
                    here,
                    volume.getHostPath() == null ? "its kind" : "hostPath",
                    "write configMap, csi, downwardAPI, emptyDir, ephemeral, image, persistentVolumeClaim, projected or"
                            + " secret");
            projected(here, volume.getProjected());
        }
    }

    /** A token for another audience, such as a cloud's identity service, is allowed; a token for the API server is not. */
    private void projected(String at, ProjectedVolumeSource projected) {
        if (projected == null) {
            return;
        }
        projected.getSources().stream()
                .filter(source -> source.getServiceAccountToken() != null)
                .map(source -> source.getServiceAccountToken().getAudience())
                .forEach(audience -> refuser.refuse(
                        audience == null || audience.isEmpty() || audience.startsWith("https://kubernetes.default"),
                        at + ".projected.serviceAccountToken.audience",
                        audience == null ? "none" : audience,
                        "a worker gets no API token; name another audience"));
    }
}
