package io.robusttransfer.worker.store;

import io.minio.MinioAsyncClient;
import io.minio.errors.MinioException;
import io.robusttransfer.worker.Failure;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import okhttp3.Dispatcher;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Response;

/** An S3 client that retries failed requests. */
final class S3Connection {
    private static final Set<Integer> TROUBLE = Set.of(429, 500, 502, 503, 504);
    private static final Pattern CODE = Pattern.compile("<Code>(\\w+)</Code>");

    private final StoreLocation.Bucket location;
    private final S3Settings settings;
    private final Patience patience;
    private final Consumer<String> notices;
    private final MinioAsyncClient client;
    private final AtomicBoolean waiting = new AtomicBoolean();

    S3Connection(StoreLocation.Bucket location, S3Settings settings, Patience patience, Consumer<String> notices) {
        this.location = location;
        this.settings = settings;
        this.patience = patience;
        this.notices = notices;
        MinioAsyncClient.Builder builder = MinioAsyncClient.builder()
                .endpoint(settings.endpoint())
                .region(settings.region())
                .httpClient(http(settings, patience));
        settings.provider().ifPresent(builder::credentialsProvider);
        this.client = builder.build();
        if (settings.pathStyle()) {
            client.disableVirtualStyleEndpoint();
        } else {
            client.enableVirtualStyleEndpoint();
        }
    }

    /** One try of a request, with the reading of its answer. */
    interface Request<T> {
        T send(MinioAsyncClient client)
                throws MinioException, GeneralSecurityException, IOException, ExecutionException, InterruptedException;
    }

    /**
     * Sends until it is answered.
     *
     * @param what for messages, as in "read x"
     * @throws S3Fault of a kind that is the caller's to judge
     * @throws Failure.OutOfReach when it is refused, or the patience is at its end
     */
    <T> T call(String what, Request<T> request) throws S3Fault {
        return call(what, request, patience.tries());
    }

    <T> T call(String what, Request<T> request, Patience.Tries tries) throws S3Fault {
        while (true) {
            try {
                T answer = request.send(client);
                if (waiting.compareAndSet(true, false)) {
                    notices.accept(settings.endpoint() + " answers again");
                }
                return answer;
            } catch (InterruptedException e) {
                throw Patience.stopped();
            } catch (ExecutionException e) {
                judge(e.getCause(), what, tries);
            } catch (MinioException | GeneralSecurityException | IOException | UncheckedIOException e) {
                judge(e, what, tries);
            }
        }
    }

    private void judge(Throwable thrown, String what, Patience.Tries tries) throws S3Fault {
        boolean wrapped = thrown instanceof CompletionException || thrown instanceof UncheckedIOException;
        if (wrapped && thrown.getCause() != null) {
            judge(thrown.getCause(), what, tries);
            return;
        }
        if (thrown instanceof Error e) {
            throw e;
        }
        S3Fault fault = S3Fault.of((Exception) thrown, what, location, settings);
        switch (fault.kind()) {
            case ABSENT, CONDITION, UNSUPPORTED -> throw fault;
            case LASTING -> throw fault.failure();
            case PASSING -> {
                boolean again = tries.again();
                if (tries.worthSaying() && waiting.compareAndSet(false, true)) {
                    notices.accept(fault.getMessage() + "; trying again for "
                            + patience.budget().toSeconds() + " s");
                }
                if (!again) {
                    waiting.set(false);
                    throw new Failure.OutOfReach(fault.getMessage() + "; gave up after "
                            + patience.budget().toSeconds() + " s. Correct it, or try again when it is back");
                }
            }
        }
    }

    Patience.Tries tries() {
        return patience.tries();
    }

    static <T> T await(CompletableFuture<T> answer) throws ExecutionException, InterruptedException {
        return answer.get();
    }

    private static OkHttpClient http(S3Settings settings, Patience patience) {
        // daemons, so that an idle connection does not keep a finished command alive
        ThreadPoolExecutor threads = new ThreadPoolExecutor(
                0, Integer.MAX_VALUE, 10, TimeUnit.SECONDS, new SynchronousQueue<>(), S3Connection::daemon);
        Dispatcher dispatcher = new Dispatcher(threads);
        dispatcher.setMaxRequestsPerHost(dispatcher.getMaxRequests());
        OkHttpClient.Builder builder = new OkHttpClient.Builder()
                .dispatcher(dispatcher)
                .protocols(List.of(Protocol.HTTP_1_1))
                .connectTimeout(patience.timeout())
                .readTimeout(patience.timeout())
                .writeTimeout(patience.timeout())
                .addInterceptor(S3Connection::refuseTrouble);
        Optional<Path> authorities = settings.credentials().authorities();
        authorities.ifPresent(file -> trust(builder, file));
        return builder.build();
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "s3");
        thread.setDaemon(true);
        return thread;
    }

    /**
     * Gives all of a server's own troubles one shape, whatever proxy answers in its place and in whatever format. Lists and
     * acknowledgements are read whole here, since the client takes one that breaks off for bad XML.
     */
    private static Response refuseTrouble(Interceptor.Chain chain) throws IOException {
        Response response = chain.proceed(chain.request());
        if (!TROUBLE.contains(response.code())) {
            boolean object = chain.request().method().equals("GET")
                    && chain.request().url().querySize() == 0;
            if (!object) {
                response.peekBody(Long.MAX_VALUE).close();
            }
            return response;
        }
        try (response) {
            Matcher code = CODE.matcher(response.peekBody(1 << 16).string());
            throw new S3Fault.Unavailable(response.code(), code.find() ? code.group(1) : "");
        }
    }

    private static void trust(OkHttpClient.Builder builder, Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            int count = 0;
            for (Certificate certificate :
                    CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                store.setCertificateEntry("ca" + count++, certificate);
            }
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(store);
            X509TrustManager manager = (X509TrustManager) factory.getTrustManagers()[0];
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {manager}, null);
            builder.sslSocketFactory(context.getSocketFactory(), manager);
        } catch (IOException | GeneralSecurityException e) {
            throw new Failure.OutOfReach(
                    "Cannot use the certificates in " + file + ": " + e.getMessage()
                            + "; it must hold the authority's certificate in PEM form",
                    e);
        }
    }
}
