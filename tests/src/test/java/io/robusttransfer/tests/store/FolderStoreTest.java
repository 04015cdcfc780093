package io.robusttransfer.tests.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.robusttransfer.worker.store.FolderStore;
import io.robusttransfer.worker.store.Store;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class FolderStoreTest extends StoreContract {
    @Override
    Store store() {
        return new FolderStore(folder.resolve("results"));
    }

    @Test
    void a_reader_beside_a_writer_finds_all_or_nothing() {
        Store store = store();
        AtomicBoolean reads = new AtomicBoolean(true);
        CompletableFuture<Void> writer = CompletableFuture.runAsync(() -> {
            for (int i = 0; reads.get(); i++) {
                store.write("scratch/1/state", new byte[] {(byte) i});
                store.delete("scratch/1/state");
            }
        });
        try {
            for (int i = 0; i < 2000; i++) {
                store.find("scratch/1/state");
                store.read("scratch/1/state");
                Path copy = folder.resolve("copy");
                if (store.download("scratch/1/state", copy)) {
                    assertThat(copy).hasSize(1);
                }
            }
        } finally {
            reads.set(false);
            writer.join();
        }
    }
}
