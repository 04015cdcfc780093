package io.robusttransfer.tests.store;

import org.junit.jupiter.api.extension.RegisterExtension;

class MinioStoreTest extends S3StoreContract {
    @RegisterExtension
    static final S3ServerExtension SERVER = S3ServerExtension.of(S3Program.MINIO);

    @Override
    S3Server server() {
        return SERVER.server();
    }
}
