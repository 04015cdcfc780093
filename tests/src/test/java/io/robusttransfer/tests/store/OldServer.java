package io.robusttransfer.tests.store;

import java.io.InputStream;
import java.util.concurrent.atomic.AtomicReference;
import org.gaul.s3proxy.blobstore.ForwardingBlobStore;
import org.gaul.s3proxy.nio2blob.TransientNio2BlobStore;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;

/** A server from before conditional writes: it does not heed {@code If-None-Match}. */
final class OldServer extends ForwardingBlobStore {
    private final AtomicReference<Runnable> meanwhile = new AtomicReference<>();
    private volatile String name = "";

    OldServer() {
        super(new TransientNio2BlobStore());
    }

    /** What another writer does just before an object whose name ends so is stored, once. */
    void beforePut(String ending, Runnable action) {
        name = ending;
        meanwhile.set(action);
    }

    @Override
    public PutObjectResponse putBlob(PutObjectRequest request, InputStream content) {
        Runnable action = request.key().endsWith(name) ? meanwhile.getAndSet(null) : null;
        if (action != null) {
            action.run();
        }
        return super.putBlob(request.toBuilder().ifNoneMatch(null).build(), content);
    }
}
