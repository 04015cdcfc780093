package io.robusttransfer.crds.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;

/** A server that speaks S3. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
        value = "!has(self.secretName) || !self.anonymous",
        message = "anonymous requests are not signed: leave out secretName or anonymous",
        fieldPath = ".secretName")
public record S3(
        @Required
        @Size(max = 256)
        @ValidationRule(
                value = "self.matches('^https?://[^/]+/?$')",
                message = "write http:// or https://, a host and a port, no path, such as http://minio.s3:9000")
        @JsonPropertyDescription("http:// or https://, host and port.")
        String endpoint,

        @Size(min = 1, max = 64) @JsonPropertyDescription("The region, where the server has regions.")
        String region,

        @Default("false")
        @JsonPropertyDescription(
                "Whether the bucket goes into the path (MinIO and most servers of one's own) rather than"
                        + " into the host name.")
        boolean pathStyle,

        @Rule.ObjectName
        @JsonPropertyDescription("A Secret of the experiment's namespace with AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY,"
                + " optionally AWS_SESSION_TOKEN and ca.crt. By default the service account's own identity; on a laptop"
                + " the environment's AWS variables.")
        String secretName,

        @Default("false") @JsonPropertyDescription("Whether requests are not signed, for public data.")
        boolean anonymous) {}
