package io.robusttransfer.worker.tensor;

import ai.djl.engine.Engine;
import ai.djl.engine.EngineException;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.JniUtils;
import io.robusttransfer.worker.Failure;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/** libtorch in this process: started once, on one device, with one thread. */
public final class Torch {
    static final String VERSION = "2.7.1";
    static final AtomicLong LIVE = new AtomicLong();

    private static final ThreadLocal<Boolean> PREPARED = ThreadLocal.withInitial(() -> false);
    private static volatile Running running;

    private record Running(PtNDManager memory, ai.djl.Device place, Device device, String description) {}

    private Torch() {}

    /**
     * Loads libtorch (from the cache folder, extracted there at first use; never from the network), takes one thread, and
     * checks that libtorch and its Java binding belong together. A second call with the same device does nothing.
     */
    public static synchronized void start(Device wanted) {
        if (running != null) {
            if (wanted != Device.AUTO && wanted != running.device) {
                throw new IllegalStateException("libtorch already runs on " + running.device);
            }
            return;
        }
        Natives natives = Natives.find();
        Device device = Hardware.of(natives).choose(wanted);
        Engine engine = natives.load();
        JniUtils.setNumInteropThreads(1);
        JniUtils.setNumThreads(1);
        Deterministic.algorithms(device == Device.CUDA);
        // a property of DJL's turns this on: then cuDNN takes whichever algorithm is faster this time
        JniUtils.setBenchmarkCuDNN(false);
        ai.djl.Device place = device == Device.CUDA ? ai.djl.Device.gpu() : ai.djl.Device.cpu();
        PtNDManager memory = (PtNDManager) engine.newBaseManager(place);
        running = new Running(memory, place, device, "libtorch " + engine.getVersion() + " on " + device);
        try {
            SelfTest.check(SelfTest.probe(engine.getVersion()));
        } catch (Failure e) {
            running = null;
            throw e;
        }
    }

    /**
     * Environment variables that a process needs before it starts to compute fast. glibc otherwise gives each step's
     * memory back and takes it again page by page, which at times costs a fifth of a step.
     */
    public static Map<String, String> environment() {
        return Map.of(
                "OMP_NUM_THREADS", "1",
                "OMP_WAIT_POLICY", "passive",
                "MALLOC_ARENA_MAX", "1",
                "MALLOC_MMAP_THRESHOLD_", String.valueOf(32 << 20),
                "MALLOC_TRIM_THRESHOLD_", String.valueOf(1 << 30),
                // libtorch warns of the cycle that a gradient inside a loss makes, which is taken apart
                "TORCH_CPP_LOG_LEVEL", "ERROR");
    }

    /** Where tensors live: CPU or CUDA. */
    public static Device device() {
        return started().device;
    }

    /** For a record of the environment, as "libtorch 2.7.1 on cpu". */
    public static String description() {
        return started().description;
    }

    /** How many tensors are open: constant from step to step, or something leaks. */
    public static long liveTensors() {
        return LIVE.get();
    }

    /** How many arrays DJL holds for this process, for a comparison with {@link #liveTensors}. */
    static int managedArrays() {
        return memory().getManagedArrays().size();
    }

    static PtNDManager memory() {
        return started().memory;
    }

    static ai.djl.Device place() {
        return started().place;
    }

    /** Grad mode and thread counts belong to a thread; on a new one torch records and takes every core. */
    static void prepareThread() {
        if (!PREPARED.get()) {
            started();
            JniUtils.setGradMode(false);
            JniUtils.setNumThreads(1);
            PREPARED.set(true);
        }
    }

    static RuntimeException explained(EngineException e) {
        String message = String.valueOf(e.getMessage());
        String lower = message.toLowerCase(Locale.ROOT);
        if (lower.contains("out of memory")
                || lower.contains("can't allocate memory")
                || lower.contains("not enough memory")) {
            return new Failure.OutOfMemory(
                    "out of memory on " + device() + ": a smaller batchSize needs less ("
                            + message.lines().findFirst().orElse("") + ")",
                    e);
        }
        return e;
    }

    private static Running started() {
        Running now = running;
        if (now == null) {
            throw new IllegalStateException("call Torch.start first");
        }
        return now;
    }
}
