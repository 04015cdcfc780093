package io.robusttransfer.operator.act;

import io.fabric8.kubernetes.api.model.DeleteOptionsBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;

/** Deletes what a uid names, and nothing else of its name. */
final class DeleteRequests {
    private static final int NOT_FOUND = 404;
    private static final int CONFLICT = 409;
    /** How the API server says that the object of this name is another: one wording is of its registry, one of its storage. */
    private static final Pattern ANOTHER = Pattern.compile("\\bUID in (the )?precondition\\b");

    private final UnrepeatedClient once;
    private final OperatorMetrics metrics;
    private final BooleanSupplier leads;

    /** @param leads whether this process leads at this moment */
    DeleteRequests(UnrepeatedClient once, OperatorMetrics metrics, BooleanSupplier leads) {
        this.once = once;
        this.metrics = metrics;
        this.leads = leads;
    }

    /** What came of a deletion. */
    sealed interface Result {
        /** The API server has begun it. */
        record Deleted() implements Result {}

        /** There is no such object any more. */
        record Gone() implements Result {}

        /** This process leads no more: the next leader decides. */
        record NotTried() implements Result {}

        /**
         * It is there still, so far as is known.
         *
         * @param words of the API server
         * @param refused whether it is not allowed, rather than not answered as it should be
         * @param answered whether the API server said anything
         */
        record Failed(String words, boolean refused, boolean answered) implements Result {}
    }

    /** @param options without preconditions */
    Result delete(String path, String uid, DeleteOptionsBuilder options) {
        if (!leads.getAsBoolean()) {
            return new Result.NotTried();
        }
        try {
            once.client()
                    .raw(
                            path,
                            "DELETE",
                            options.withNewPreconditions()
                                    .withUid(uid)
                                    .endPreconditions()
                                    .build());
            return new Result.Deleted();
        } catch (KubernetesClientException e) {
            if (isGone(e)) {
                return new Result.Gone();
            }
            boolean refused = ApiErrors.isRefusal(e);
            if (!refused) {
                metrics.apiError(e);
            }
            return new Result.Failed(ApiErrors.reason(e), refused, e.getCode() != 0);
        }
    }

    /** A conflict about anything else, such as a webhook's, leaves the object where it is. */
    private static boolean isGone(KubernetesClientException e) {
        return e.getCode() == NOT_FOUND
                || e.getCode() == CONFLICT
                        && ANOTHER.matcher(ApiErrors.reason(e)).find();
    }
}
