package io.robusttransfer.worker.cli;

import io.robusttransfer.crds.plan.CanonicalJson;
import io.robusttransfer.crds.plan.Plan;
import io.robusttransfer.worker.Failure;
import io.robusttransfer.worker.store.Store;
import java.io.IOException;
import java.util.Optional;

/**
 * A plan.json that somebody names.
 *
 * @param place its name in the store
 * @param hash what it must hash to; null for anything
 * @param placeField where {@code place} is said, for messages
 * @param hashField where {@code hash} is said
 */
record PlanFile(String place, String hash, String placeField, String hashField) {
    /** Nothing when it is not there. */
    Optional<Plan> read(Store store) {
        return store.read(place).map(this::parse);
    }

    private Plan parse(byte[] json) {
        if (hash != null && !CanonicalJson.sha256(json).equals(hash)) {
            throw new Failure.WrongInput(hashField + ": " + place + " hashes to " + CanonicalJson.sha256(json)
                    + ", not to " + hash + ": it is not the plan of this experiment");
        }
        try {
            return CanonicalJson.read(json, Plan.class);
        } catch (IOException e) {
            throw new Failure.WrongInput(
                    placeField + ": " + place + " is no plan of this version: " + e.getMessage(), e);
        }
    }
}
