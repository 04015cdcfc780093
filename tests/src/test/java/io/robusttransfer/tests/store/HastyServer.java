package io.robusttransfer.tests.store;

import java.io.InputStream;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Exchanger;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.gaul.s3proxy.blobstore.ForwardingBlobStore;
import org.gaul.s3proxy.nio2blob.TransientNio2BlobStore;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;

/** A server that looks whether a name is free, then stores: it refuses the second of two in turn, and takes both of two at once. */
final class HastyServer extends ForwardingBlobStore {
    private final int firstHasty;
    private final Set<String> raced = ConcurrentHashMap.newKeySet();
    private final Exchanger<String> bothLooked = new Exchanger<>();

    /** @param firstHasty the number of the name from which on it is hasty; of those before one alone wins */
    HastyServer(int firstHasty) {
        super(new TransientNio2BlobStore());
        this.firstHasty = firstHasty;
    }

    /** How many names were asked to be created. */
    int names() {
        return raced.size();
    }

    @Override
    public PutObjectResponse putBlob(PutObjectRequest request, InputStream content) {
        boolean conditional = request.ifNoneMatch() != null;
        boolean free = conditional && !blobExists(request.bucket(), request.key());
        if (free) {
            raced.add(request.key());
        }
        return free && raced.size() >= firstHasty && anotherLooks(request.key())
                ? super.putBlob(request.toBuilder().ifNoneMatch(null).build(), content)
                : super.putBlob(request, content);
    }

    private boolean anotherLooks(String key) {
        try {
            return bothLooked.exchange(key, 5, TimeUnit.SECONDS).equals(key);
        } catch (TimeoutException e) {
            return false;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
