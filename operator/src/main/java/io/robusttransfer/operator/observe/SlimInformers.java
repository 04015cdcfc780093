package io.robusttransfer.operator.observe;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.fabric8.kubernetes.client.informers.cache.ItemStore;
import io.javaoperatorsdk.operator.OperatorException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Informers of one kind of object, for all namespaces or for each of some, which keep of an object what its store keeps. */
final class SlimInformers<T extends HasMetadata> {
    static final long PAGE = 200;

    private static final Duration SYNC = Duration.ofSeconds(60);

    private final String what;
    private final Set<String> namespaces;
    private final Function<Optional<String>, SharedIndexInformer<T>> informer;
    private final Supplier<ItemStore<T>> store;
    private final Map<String, Function<T, List<String>>> indexes;
    private volatile List<SharedIndexInformer<T>> started = List.of();

    /**
     * @param what for an error
     * @param namespaces none for all
     * @param informer of a namespace, or of all
     */
    SlimInformers(
            String what,
            Set<String> namespaces,
            Function<Optional<String>, SharedIndexInformer<T>> informer,
            Supplier<ItemStore<T>> store,
            Map<String, Function<T, List<String>>> indexes) {
        this.what = what;
        this.namespaces = Set.copyOf(namespaces);
        this.informer = informer;
        this.store = store;
        this.indexes = Map.copyOf(indexes);
    }

    /** Returns when all are known. */
    void start(ResourceEventHandler<T> handler) {
        started = (namespaces.isEmpty()
                        ? Stream.of(Optional.<String>empty())
                        : namespaces.stream().map(Optional::of))
                .map(informer)
                .map(each -> started(each, handler))
                .toList();
    }

    void stop() {
        started.forEach(SharedIndexInformer::stop);
    }

    boolean synced() {
        return !started.isEmpty() && started.stream().allMatch(each -> each.isRunning() && each.hasSynced());
    }

    Stream<T> find(String index, String key) {
        return started.stream().flatMap(each -> each.getIndexer().byIndex(index, key).stream());
    }

    private SharedIndexInformer<T> started(SharedIndexInformer<T> each, ResourceEventHandler<T> handler) {
        each.itemStore(store.get())
                .removeNamespaceIndex()
                .addIndexers(indexes)
                .addEventHandler(handler)
                .exceptionHandler((wasStarted, problem) -> true);
        try {
            each.start().toCompletableFuture().get(SYNC.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new OperatorException(what + " cannot be listed and watched: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new OperatorException("interrupted before " + what + " were listed", e);
        }
        return each;
    }
}
