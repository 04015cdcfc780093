package io.robusttransfer.tests.store;

import java.io.IOException;
import java.net.URI;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.blobstore.BlobStore;
import org.gaul.s3proxy.nio2blob.TransientNio2BlobStore;

/** S3Proxy in this process, its objects in memory. */
public final class S3ProxyServer implements S3Server {
    private final S3Proxy proxy;

    public S3ProxyServer() throws IOException {
        this(new TransientNio2BlobStore());
    }

    /** One from before conditional writes. */
    public static S3ProxyServer old() throws IOException {
        return new S3ProxyServer(new OldServer());
    }

    S3ProxyServer(BlobStore blobs) throws IOException {
        blobs.createContainer(BUCKET);
        proxy = S3Proxy.builder()
                .blobStore(blobs)
                .endpoint(URI.create("http://127.0.0.1:0"))
                .awsAuthentication(AuthenticationType.AWS_V4, KEY, SECRET)
                .v4MaxNonChunkedRequestSize(64L << 20)
                .build();
        try {
            proxy.start();
        } catch (Exception e) {
            // start() declares it
            throw new IOException(e);
        }
    }

    @Override
    public int port() {
        return proxy.getPort();
    }

    @Override
    public void close() throws IOException {
        try {
            proxy.stop();
        } catch (Exception e) {
            // stop() declares it
            throw new IOException(e);
        }
    }
}
