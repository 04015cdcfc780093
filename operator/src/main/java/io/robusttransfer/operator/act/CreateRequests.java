package io.robusttransfer.operator.act;

import java.time.Duration;
import java.util.Comparator;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * Requests that are carried out a few at a time. While more wait than can be carried out, those that continue what has begun go
 * before those that begin something; otherwise the first that came goes first.
 */
final class CreateRequests {
    private static final Comparator<Request> ORDER =
            Comparator.comparing((Request request) -> !request.continues).thenComparing(Request::number);

    private final AtomicLong numbers = new AtomicLong();
    private final ThreadPoolExecutor threads;

    CreateRequests(int atOnce) {
        threads = new ThreadPoolExecutor(
                atOnce,
                atOnce,
                1,
                TimeUnit.MINUTES,
                new PriorityBlockingQueue<>(atOnce, Comparator.comparing(Request.class::cast, ORDER)),
                request -> {
                    Thread thread = new Thread(request, "create-job");
                    thread.setDaemon(true);
                    return thread;
                });
        threads.allowCoreThreadTimeOut(true);
    }

    private record Request(boolean continues, long number, Runnable what) implements Runnable {
        @Override
        public void run() {
            what.run();
        }
    }

    /** Takes no more requests. @return whether all have ended within this time */
    boolean stop(Duration within) {
        threads.shutdown();
        try {
            return threads.awaitTermination(within.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** @param continues whether it continues what has begun */
    <T> CompletableFuture<T> submit(boolean continues, Supplier<T> what) {
        CompletableFuture<T> result = new CompletableFuture<>();
        threads.execute(
                new Request(continues, numbers.getAndIncrement(), () -> result.completeAsync(what, Runnable::run)));
        return result;
    }
}
