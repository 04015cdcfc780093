package io.robusttransfer.tests.store;

import org.junit.jupiter.api.extension.RegisterExtension;

class VersityGwStoreTest extends S3StoreContract {
    @RegisterExtension
    static final S3ServerExtension SERVER = S3ServerExtension.of(S3Program.VERSITYGW);

    @Override
    S3Server server() {
        return SERVER.server();
    }
}
