package io.robusttransfer.operator.job;

import io.robusttransfer.crds.api.ExperimentSpec;
import io.robusttransfer.crds.api.PinnedPlan;
import io.robusttransfer.crds.api.Worker;
import java.util.Optional;
import java.util.regex.Pattern;

/** The image that a worker runs. */
final class WorkerImage {
    private static final String DIGEST = "@sha256:";
    private static final String DEFAULT_REGISTRY = "docker.io/";
    private static final String DEFAULT_ORGANISATION = "library/";

    private static final Pattern POSSIBLE = Pattern.compile(Worker.IMAGE);

    private WorkerImage() {}

    /** Whether a node could run it: a pod of another name never starts, and never ends. */
    static boolean isImage(String name) {
        return POSSIBLE.matcher(name).matches();
    }

    /** The image that the experiment asks for. */
    static String wanted(ExperimentSpec spec, String byDefault) {
        return spec.worker() == null || spec.worker().image() == null
                ? byDefault
                : spec.worker().image();
    }

    /**
     * The image that the plan was made with, by its digest where that is known, so that a tag that moves or an operator that is
     * upgraded changes nothing; but what the experiment itself asks for now comes first.
     */
    static String toRun(ExperimentSpec spec, Optional<PinnedPlan> pinned, String byDefault) {
        String planned = pinned.map(PinnedPlan::image).orElse(null);
        boolean asksForAnother = spec.worker() != null
                && spec.worker().image() != null
                && !spec.worker().image().equals(planned);
        if (planned == null || asksForAnother) {
            return wanted(spec, byDefault);
        }
        return pinned.map(PinnedPlan::imageId)
                .filter(id -> id.contains(DIGEST) && repository(id).equals(repository(planned)))
                .orElse(planned);
    }

    /** Registry and path, in full, without tag and digest. */
    static String repository(String image) {
        String name = image.split("@", 2)[0];
        int tag = name.indexOf(':', name.lastIndexOf('/') + 1);
        if (tag >= 0) {
            name = name.substring(0, tag);
        }
        int slash = name.indexOf('/');
        if (slash < 0) {
            return DEFAULT_REGISTRY + DEFAULT_ORGANISATION + name;
        }
        String host = name.substring(0, slash);
        return host.contains(".") || host.contains(":") || host.equals("localhost") ? name : DEFAULT_REGISTRY + name;
    }
}
