package io.robusttransfer.worker.stage;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** A request to stop: the work ends soon, after it has saved what is worth saving. */
public final class Stop {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition left = lock.newCondition();
    private volatile boolean requested;
    private boolean saving;

    public boolean requested() {
        return requested;
    }

    /** From now on the worker looks at {@link #requested} often, and saves what it has when it is set. */
    void enterSaving() {
        lock.lock();
        try {
            saving = true;
        } finally {
            lock.unlock();
        }
    }

    void leaveSaving() {
        lock.lock();
        try {
            saving = false;
            left.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Asks for the end and waits until what was worth saving is saved; at once where nothing is. */
    public void requestAndAwait(long seconds) throws InterruptedException {
        requested = true;
        lock.lock();
        try {
            long nanos = TimeUnit.SECONDS.toNanos(seconds);
            while (saving && nanos > 0) {
                nanos = left.awaitNanos(nanos);
            }
        } finally {
            lock.unlock();
        }
    }
}
