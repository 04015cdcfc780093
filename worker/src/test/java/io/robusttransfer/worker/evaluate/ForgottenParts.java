package io.robusttransfer.worker.evaluate;

import io.robusttransfer.crds.api.Measure;
import java.util.Optional;

/** Parts that are kept nowhere. */
public final class ForgottenParts implements KeptParts, KeptParts.Kept {
    @Override
    public Kept of(Measure measure, String head) {
        return this;
    }

    @Override
    public Optional<byte[]> find() {
        return Optional.empty();
    }

    @Override
    public void keep(byte[] samples) {}

    @Override
    public Optional<byte[]> resume() {
        return Optional.empty();
    }

    @Override
    public void save(long step, byte[] progress) {}
}
