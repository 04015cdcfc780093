package io.robusttransfer.worker.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.minio.credentials.Credentials;
import io.minio.credentials.Jwt;
import io.minio.credentials.Provider;
import io.minio.credentials.WebIdentityProvider;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.ProviderException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.Response;

/**
 * Keys for an hour that a platform gives to a workload for what it is: a service account's token against keys from a token
 * service (AssumeRoleWithWebIdentity), or keys from an agent on the node. The variables are those of the AWS tools.
 */
final class ServiceIdentity {
    static final String TOKEN_FILE = "AWS_WEB_IDENTITY_TOKEN_FILE";
    static final String AGENT = "AWS_CONTAINER_CREDENTIALS_FULL_URI";

    private static final String AGENT_PATH = "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI";
    private static final String TOKEN_SERVICE = "AWS_ENDPOINT_URL_STS";
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(10);

    private ServiceIdentity() {}

    /** The service gave no keys; it may give some later. */
    static final class NoKeys extends IOException {
        private static final long serialVersionUID = 1;

        NoKeys(String from, String reason) {
            super(from + " gives no keys: " + reason);
        }

        static UncheckedIOException of(String from, String reason) {
            return new UncheckedIOException(new NoKeys(from, reason));
        }
    }

    /** Nothing where the platform gives none. */
    static Optional<Provider> of(Map<String, String> variables) {
        if (variables.containsKey(TOKEN_FILE)) {
            return Optional.of(byToken(variables));
        }
        if (variables.containsKey(AGENT)) {
            return Optional.of(new Agent(variables.get(AGENT), AGENT, variables, InstantSource.system()));
        }
        return Optional.ofNullable(variables.get(AGENT_PATH))
                .map(path -> new Agent("http://169.254.170.2" + path, AGENT_PATH, variables, InstantSource.system()));
    }

    private static Provider byToken(Map<String, String> variables) {
        String region = variables.getOrDefault("AWS_REGION", variables.get("AWS_DEFAULT_REGION"));
        String service = variables.getOrDefault(
                TOKEN_SERVICE,
                region == null ? "https://sts.amazonaws.com" : "https://sts." + region + ".amazonaws.com");
        String file = variables.get(TOKEN_FILE);
        String from = service + " (" + TOKEN_SERVICE + ") for the token in " + file + " (" + TOKEN_FILE + ")";
        if (HttpUrl.parse(service) == null) {
            return () -> {
                throw NoKeys.of(from, "'" + service + "' is no endpoint; write http or https and a host");
            };
        }
        Provider provider = new WebIdentityProvider(
                () -> new Jwt(read(file, from), 0),
                service,
                null,
                null,
                variables.get("AWS_ROLE_ARN"),
                variables.getOrDefault("AWS_ROLE_SESSION_NAME", "robust-transfer"),
                http());
        return () -> {
            try {
                return provider.fetch();
            } catch (ProviderException e) {
                throw NoKeys.of(
                        from,
                        e.getMessage()
                                + (e.getCause() == null
                                        ? ""
                                        : ": " + e.getCause().getMessage()));
            }
        };
    }

    private static String read(String file, String from) {
        try {
            return Files.readString(Path.of(file)).strip();
        } catch (IOException e) {
            throw NoKeys.of(from, "cannot read the token (" + AtomicFiles.reason(e) + ")");
        }
    }

    private static OkHttpClient http() {
        return new OkHttpClient.Builder()
                .protocols(List.of(Protocol.HTTP_1_1))
                .callTimeout(LONGEST_WAIT)
                .build();
    }

    /** An agent that returns keys in JSON; they are cached until shortly before they expire. */
    private static final class Agent implements Provider {
        private static final Duration EARLY = Duration.ofMinutes(1);

        private final String uri;
        private final String from;
        private final Map<String, String> variables;
        private final InstantSource clock;
        private final OkHttpClient http = http();
        private Credentials keys;
        private Instant expiry = Instant.MIN;

        Agent(String uri, String field, Map<String, String> variables, InstantSource clock) {
            this.uri = uri;
            this.from = uri + " (" + field + ")";
            this.variables = variables;
            this.clock = clock;
        }

        @Override
        public synchronized Credentials fetch() {
            if (clock.instant().isBefore(expiry)) {
                return keys;
            }
            HttpUrl url = HttpUrl.parse(uri);
            if (url == null) {
                throw NoKeys.of(from, "it is no address");
            }
            Request.Builder request = new Request.Builder().url(url);
            authorization().ifPresent(token -> request.header("Authorization", token));
            try (Response response = http.newCall(request.build()).execute()) {
                if (!response.isSuccessful()) {
                    throw NoKeys.of(from, "it answers " + response.code());
                }
                take(new ObjectMapper().readTree(response.body().bytes()));
                return keys;
            } catch (DateTimeParseException e) {
                throw NoKeys.of(from, "its answer has no time of expiry");
            } catch (IOException e) {
                throw NoKeys.of(from, String.valueOf(e.getMessage()));
            }
        }

        private Optional<String> authorization() {
            return Optional.ofNullable(variables.get("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"))
                    .map(file -> read(file, from))
                    .or(() -> Optional.ofNullable(variables.get("AWS_CONTAINER_AUTHORIZATION_TOKEN")));
        }

        private void take(JsonNode answer) {
            String key = answer.path("AccessKeyId").asText();
            String secret = answer.path("SecretAccessKey").asText();
            if (key.isEmpty() || secret.isEmpty()) {
                throw NoKeys.of(from, "its answer holds none");
            }
            expiry = Instant.parse(answer.path("Expiration").asText()).minus(EARLY);
            keys = new Credentials(key, secret, answer.path("Token").asText(null), null);
        }
    }
}
