package io.robusttransfer.worker.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.BaseNDManager;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import java.lang.reflect.Field;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Reading from a GPU, as far as it goes without one: the memory is the CPU's, manager and array say that it is the GPU's. */
@OnTorch
class DeviceReadTest {
    private PtNDManager gpu;

    private static final class OnGpu extends PtNDArray {
        OnGpu(PtNDManager manager, PtNDArray values) {
            super(manager, values.getHandle());
            // from now on this closes the handle
            values.detach();
        }

        @Override
        public ai.djl.Device getDevice() {
            return ai.djl.Device.gpu();
        }
    }

    @BeforeEach
    void open() {
        gpu = Torch.memory().newSubManager(ai.djl.Device.gpu());
    }

    @AfterEach
    void close() {
        gpu.close();
    }

    @Test
    void reading_leaves_no_manager_and_no_array_behind() throws ReflectiveOperationException {
        OnGpu floats = new OnGpu(gpu, Transfer.floats(new float[] {1, 2.5f, -3}, 3));
        OnGpu doubles = new OnGpu(gpu, Transfer.doubles(new double[] {0.5, 4}, 2));
        OnGpu longs = new OnGpu(gpu, Transfer.longs(new long[] {7, -1}, 2));
        int before = resources(gpu).size();
        int arrays = Torch.managedArrays();
        for (int i = 0; i < 100; i++) {
            assertThat(Transfer.floats(floats)).containsExactly(1, 2.5f, -3);
            assertThat(Transfer.doubles(doubles)).containsExactly(0.5, 4);
            assertThat(Transfer.longs(longs)).containsExactly(7, -1);
        }
        assertThat(resources(gpu)).hasSize(before);
        assertThat(Torch.managedArrays()).isEqualTo(arrays);
    }

    /** What a manager holds, its managers among them, which DJL does not tell. */
    private static Map<?, ?> resources(PtNDManager manager) throws ReflectiveOperationException {
        Field resources = BaseNDManager.class.getDeclaredField("resources");
        resources.setAccessible(true);
        return (Map<?, ?>) resources.get(manager);
    }
}
