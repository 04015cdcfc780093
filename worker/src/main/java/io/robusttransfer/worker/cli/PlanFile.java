package io.robusttransfer.worker.cli;

import io.robusttransfer.crds.json.CanonicalJson;
import io.robusttransfer.crds.plan.Plan;
import io.robusttransfer.worker.Failure;
import io.robusttransfer.worker.store.Store;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Function;

/**
 * A file plan.json that an option or a variable names.
 *
 * @param place its name in the store
 * @param hash what it must hash to; null for anything
 * @param placeField where {@code place} is said, for messages
 * @param hashField where {@code hash} is said
 */
record PlanFile(String place, String hash, String placeField, String hashField) {
    /**
     * Reads the plan; empty when the file is not there.
     *
     * @param another makes the failure, from its message, when a plan of another hash is there
     */
    Optional<Plan> read(Store store, Function<String, Failure> another) {
        return store.read(place).map(json -> parse(json, another));
    }

    private Plan parse(byte[] json, Function<String, Failure> another) {
        if (hash != null && !CanonicalJson.sha256(json).equals(hash)) {
            throw another.apply(hashField + ": " + place + " hashes to " + CanonicalJson.sha256(json) + ", not to "
                    + hash + ": it is not the plan of this experiment");
        }
        try {
            return CanonicalJson.read(json, Plan.class);
        } catch (IOException e) {
            throw new Failure.WrongInput(
                    placeField + ": " + place + " is no plan of this version: " + e.getMessage(), e);
        }
    }
}
