package io.robusttransfer.tests.store;

import org.junit.jupiter.api.extension.RegisterExtension;

class S3ProxyFaultTest extends S3FaultContract {
    @RegisterExtension
    static final S3ServerExtension SERVER = S3ServerExtension.s3Proxy();

    @Override
    S3Server server() {
        return SERVER.server();
    }
}
