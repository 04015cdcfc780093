package io.robusttransfer.tests.store;

import org.junit.jupiter.api.extension.RegisterExtension;

class SeaweedFsFaultTest extends S3FaultContract {
    @RegisterExtension
    static final S3ServerExtension SERVER = S3ServerExtension.of(S3Program.SEAWEEDFS);

    @Override
    S3Server server() {
        return SERVER.server();
    }
}
