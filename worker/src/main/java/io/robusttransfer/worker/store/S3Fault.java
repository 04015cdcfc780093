package io.robusttransfer.worker.store;

import io.minio.errors.ErrorResponseException;
import io.minio.errors.MinioException;
import io.robusttransfer.worker.Failure;
import java.io.IOException;
import java.net.UnknownHostException;
import java.security.cert.CertificateException;
import java.util.Set;
import javax.net.ssl.SSLException;

/** Why a request failed, and what that means. Carries no cause: the client's own exceptions show requests. */
final class S3Fault extends Exception {
    private static final long serialVersionUID = 1;

    enum Kind {
        /** there is no such object */
        ABSENT,
        /** the condition of the request does not hold */
        CONDITION,
        /** the server knows no such feature */
        UNSUPPORTED,
        /** may go when tried again */
        PASSING,
        /** stays until a person changes something */
        LASTING
    }

    /** A status that a server gives when it has trouble of its own. */
    static final class Unavailable extends IOException {
        private static final long serialVersionUID = 1;

        Unavailable(int status, String code) {
            super("it answers " + status + (code.isEmpty() ? "" : " " + code));
        }
    }

    private static final Set<String> REGION = Set.of(
            "AuthorizationHeaderMalformed",
            "PermanentRedirect",
            "Redirect",
            "TemporaryRedirect",
            "InvalidRegion",
            "IllegalLocationConstraintException");
    private static final Set<String> NO_SUCH_KEY_ID = Set.of("InvalidAccessKeyId", "XAdminUserNotFound");
    private static final Set<String> TOKEN = Set.of("ExpiredToken", "InvalidToken", "TokenRefreshRequired");
    private static final Set<String> FULL =
            Set.of("XMinioStorageFull", "QuotaExceeded", "XMinioAdminBucketQuotaExceeded");
    private static final Set<String> PASSING = Set.of(
            "SlowDown",
            "RequestTimeout",
            "InternalError",
            "ServiceUnavailable",
            "ConditionalRequestConflict",
            "OperationAborted");

    /** Another request is at work on the object, or on a folder that a server keeps it in. */
    private static final int CONFLICT = 409;

    private final Kind kind;

    private S3Fault(Kind kind, String message) {
        super(message, null, false, false);
        this.kind = kind;
    }

    Kind kind() {
        return kind;
    }

    Failure failure() {
        return new Failure.OutOfReach(getMessage());
    }

    /** Whether a server refused to create an object since another did, or does at this moment. */
    static boolean isLostRace(Throwable thrown) {
        for (Throwable t = thrown; t != null; t = t.getCause()) {
            if (t instanceof ErrorResponseException e) {
                return isCondition(e.response().code()) || e.response().code() == CONFLICT;
            }
        }
        return false;
    }

    private static boolean isCondition(int status) {
        return status == 412 || status == 304;
    }

    /** @param what what was tried, as in "read s3://b/x" */
    static S3Fault of(Exception thrown, String what, StoreLocation.Bucket location, S3Settings settings) {
        if (thrown instanceof ErrorResponseException e) {
            return ofAnswer(
                    String.valueOf(e.errorResponse().code()),
                    e.errorResponse().message(),
                    e.response().code(),
                    what,
                    location,
                    settings);
        }
        String endpoint = settings.endpoint() + " (" + settings.endpointField() + ")";
        String prefix = "Cannot " + what + ": ";
        if (thrown instanceof SSLException && caused(thrown, CertificateException.class)) {
            return lasting(prefix + "the certificate of " + endpoint
                    + " is not trusted; give its authority as ca.crt beside the keys, or in AWS_CA_BUNDLE");
        }
        if (thrown instanceof SSLException
                && String.valueOf(thrown.getMessage()).contains("SSL message")) {
            return lasting(prefix + endpoint + " does not speak TLS; write http:// instead of https://");
        }
        if (thrown instanceof ServiceIdentity.NoKeys) {
            return passing(prefix + thrown.getMessage() + "; register this service account there, or name a Secret in "
                    + settings.secretField());
        }
        if (thrown instanceof UnknownHostException) {
            return passing(prefix + "the host of " + endpoint + " is not known");
        }
        if (thrown instanceof IOException) {
            String reason = thrown.getMessage() == null ? thrown.getClass().getSimpleName() : thrown.getMessage();
            return passing(prefix + endpoint + " cannot be used: " + reason);
        }
        if (thrown instanceof MinioException) {
            return lasting(
                    prefix + "what is at " + endpoint + " does not answer like an S3 server; correct the endpoint");
        }
        return lasting(prefix + thrown.getMessage());
    }

    private static S3Fault ofAnswer(
            String code, String message, int status, String what, StoreLocation.Bucket location, S3Settings settings) {
        if (code.equals("NoSuchKey")) {
            return new S3Fault(Kind.ABSENT, "Cannot " + what + ": there is no such object");
        }
        if (isCondition(status)) {
            return new S3Fault(Kind.CONDITION, "Cannot " + what + ": it was changed meanwhile");
        }
        if (status == 501) {
            return new S3Fault(
                    Kind.UNSUPPORTED, "Cannot " + what + ": the server does not implement it (" + code + ")");
        }
        if (PASSING.contains(code) || status == CONFLICT) {
            return passing("Cannot " + what + ": " + answer(code, message, status, settings));
        }
        return lasting("Cannot " + what + ": " + remedy(code, message, status, location, settings));
    }

    private static String remedy(
            String code, String message, int status, StoreLocation.Bucket location, S3Settings settings) {
        String endpoint = settings.endpoint() + " (" + settings.endpointField() + ")";
        String credentials = settings.credentialsField();
        if (code.equals("NoSuchBucket")) {
            return "there is no bucket '" + location.bucket() + "'"
                    + (settings.bucketField().isEmpty() ? "" : " (" + settings.bucketField() + ")") + " at " + endpoint
                    + "; create it, or correct its name or the endpoint";
        }
        if (NO_SUCH_KEY_ID.contains(code)) {
            return "the server knows no such access key; correct " + credentials;
        }
        if (code.equals("SignatureDoesNotMatch")) {
            return "the secret key does not belong to the access key; correct " + credentials;
        }
        if (TOKEN.contains(code)) {
            return "the session token has expired or is not valid; renew " + credentials;
        }
        if (code.equals("RequestTimeTooSkewed")) {
            return "this machine's clock is too far from that of " + endpoint + "; set the clock";
        }
        if (REGION.contains(code) || status == 301 || status == 307) {
            return "region '" + settings.region() + "' is not that of the bucket '" + location.bucket() + "'; correct "
                    + settings.regionField() + " (" + code + ")";
        }
        if (FULL.contains(code) || status == 507) {
            return "no space is left at " + endpoint + "; make room there, what is stored already is intact";
        }
        if (status == 401 || status == 403) {
            return "permission denied; let " + credentials + " read, list, write and delete in s3://"
                    + location.bucket() + ", or give others";
        }
        return answer(code, message, status, settings);
    }

    private static String answer(String code, String message, int status, S3Settings settings) {
        return settings.endpoint() + " (" + settings.endpointField() + ") answers " + status + " " + code
                + (message == null ? "" : ": " + message);
    }

    private static S3Fault passing(String message) {
        return new S3Fault(Kind.PASSING, message);
    }

    private static S3Fault lasting(String message) {
        return new S3Fault(Kind.LASTING, message);
    }

    private static boolean caused(Throwable thrown, Class<? extends Throwable> type) {
        for (Throwable t = thrown; t != null; t = t.getCause()) {
            if (type.isInstance(t)) {
                return true;
            }
        }
        return false;
    }
}
