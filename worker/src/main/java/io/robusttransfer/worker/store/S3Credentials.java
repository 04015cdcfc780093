package io.robusttransfer.worker.store;

import io.minio.credentials.Credentials;
import io.minio.credentials.Provider;
import io.robusttransfer.worker.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** The credentials for an S3 server. Their string forms show no key. */
public sealed interface S3Credentials {
    String KEY = "AWS_ACCESS_KEY_ID";
    String SECRET = "AWS_SECRET_ACCESS_KEY";
    String TOKEN = "AWS_SESSION_TOKEN";

    /** Certificates (PEM) of the authorities to trust for this server in the place of the system's. */
    Optional<Path> authorities();

    /** What a person should look at when the server does not know these. */
    String describe();

    /** Nothing when requests are to be sent unsigned. */
    Optional<Provider> provider();

    /** Requests are not signed. */
    record Anonymous() implements S3Credentials {
        @Override
        public Optional<Path> authorities() {
            return Optional.empty();
        }

        @Override
        public String describe() {
            return "anonymous access";
        }

        @Override
        public Optional<Provider> provider() {
            return Optional.empty();
        }
    }

    /**
     * Variables as the AWS tools name them; {@code AWS_CA_BUNDLE} is a PEM file of authorities. Without keys among them, those
     * of the {@link ServiceIdentity} serve.
     */
    record Environment(Map<String, String> variables) implements S3Credentials {
        @Override
        public Optional<Path> authorities() {
            return Optional.ofNullable(variables.get("AWS_CA_BUNDLE"))
                    .filter(file -> !file.isBlank())
                    .map(Path::of);
        }

        @Override
        public String describe() {
            return "the environment variables " + KEY + " and " + SECRET;
        }

        @Override
        public Optional<Provider> provider() {
            String key = variables.getOrDefault(KEY, "").strip();
            String secret = variables.getOrDefault(SECRET, "").strip();
            if (key.isEmpty() && secret.isEmpty()) {
                Optional<Provider> own = ServiceIdentity.of(variables);
                if (own.isPresent()) {
                    return own;
                }
            }
            if (key.isEmpty() || secret.isEmpty()) {
                throw new Failure.OutOfReach("No S3 credentials: the environment variable "
                        + (key.isEmpty() ? KEY : SECRET) + " is not set; set " + KEY + " and " + SECRET
                        + ", or run under an identity that has keys (" + ServiceIdentity.TOKEN_FILE + " or "
                        + ServiceIdentity.AGENT + ")");
            }
            Credentials credentials = new Credentials(key, secret, variables.get(TOKEN), null);
            return Optional.of(() -> credentials);
        }

        @Override
        public String toString() {
            return "Environment[…]";
        }
    }

    /** A folder of a mounted Secret's shape: one file per key. It is read again for each request, since Secrets are renewed. */
    record SecretFolder(Path folder) implements S3Credentials {
        @Override
        public Optional<Path> authorities() {
            return Optional.of(folder.resolve("ca.crt")).filter(Files::isRegularFile);
        }

        @Override
        public String describe() {
            return "the files " + KEY + " and " + SECRET + " in " + folder;
        }

        @Override
        public Optional<Provider> provider() {
            Credentials first = read();
            return Optional.of(new Provider() {
                private volatile Credentials last = first;

                @Override
                public Credentials fetch() {
                    try {
                        last = read();
                    } catch (Failure.OutOfReach renewing) {
                        return last;
                    }
                    return last;
                }
            });
        }

        private Credentials read() {
            String token = Files.isRegularFile(folder.resolve(TOKEN)) ? read(TOKEN) : null;
            return new Credentials(read(KEY), read(SECRET), token, null);
        }

        private String read(String key) {
            Path file = folder.resolve(key);
            try {
                String value = Files.readString(file).strip();
                if (value.isEmpty()) {
                    throw new Failure.OutOfReach("No S3 credentials: " + file + " is empty; write the key into it");
                }
                return value;
            } catch (IOException e) {
                throw new Failure.OutOfReach(
                        "No S3 credentials: cannot read " + file + " (" + AtomicFiles.reason(e) + "); " + folder
                                + " must hold the files " + KEY + " and " + SECRET,
                        e);
            }
        }
    }
}
