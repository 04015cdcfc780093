package io.robusttransfer.tests.store;

import io.robusttransfer.worker.store.FolderStore;
import io.robusttransfer.worker.store.Store;

class FolderStoreTest extends StoreContract {
    @Override
    Store store() {
        return new FolderStore(folder.resolve("results"));
    }
}
