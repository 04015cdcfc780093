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
                value = "self.matches('" + S3.ENDPOINT + "')",
                message = "write http:// or https://, a host and a port, no path, such as http://s3.s3:9000")
        @JsonPropertyDescription("http:// or https://, host and port.")
        String endpoint,

        @Size(min = 1, max = 64) @JsonPropertyDescription("The region, where the server has regions.")
        String region,

        @Default("false")
        @JsonPropertyDescription(
                "Whether the bucket goes into the path, as most servers of one's own want it, rather than"
                        + " into the host name.")
        boolean pathStyle,

        @Rule.ObjectName
        @JsonPropertyDescription("A Secret of the experiment's namespace with AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY,"
                + " optionally AWS_SESSION_TOKEN and ca.crt. By default the service account's own identity; on a laptop"
                + " the environment's AWS variables.")
        String secretName,

        @Default("false") @JsonPropertyDescription("Whether requests are not signed, for public data.")
        boolean anonymous) {
    /** A host of letters, digits, dashes and dots, or an address in brackets; a port up to 65535; no user and no path. */
    static final String ENDPOINT = "^https?://"
            + "([A-Za-z0-9]([-A-Za-z0-9]{0,61}[A-Za-z0-9])?([.][A-Za-z0-9]([-A-Za-z0-9]{0,61}[A-Za-z0-9])?)*[.]?"
            + "|\\\\[[0-9A-Fa-f:.]+\\\\])"
            + "(:([1-9][0-9]{0,3}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5]))?/?$";
}
