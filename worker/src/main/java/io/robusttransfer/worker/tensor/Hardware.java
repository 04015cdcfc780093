package io.robusttransfer.worker.tensor;

import ai.djl.util.cuda.CudaUtils;
import io.robusttransfer.worker.Failure;

/**
 * What libtorch could compute on here, found out without loading it.
 *
 * @param cuda whether this libtorch is built for CUDA
 * @param gpus that it would find
 */
public record Hardware(boolean cuda, int gpus) {
    public static Hardware find() {
        return of(Natives.find());
    }

    static Hardware of(Natives natives) {
        if (!natives.haveCuda()) {
            return new Hardware(false, 0);
        }
        natives.libtorch()
                .ifPresent(libtorch ->
                        CudaRuntime.announce(libtorch, natives.cache().resolve("cuda")));
        return new Hardware(true, CudaUtils.getGpuCount());
    }

    /** CPU or CUDA. */
    public Device choose(Device wanted) {
        if (wanted == Device.CUDA && !cuda) {
            throw new Failure.WrongInput(
                    "cuda is asked for (by --device, RT_DEVICE or a GPU in spec.worker), but this worker's libtorch is built"
                            + " for the CPU alone: name an image with CUDA in spec.worker.image, or on your own machine such a"
                            + " libtorch in PYTORCH_LIBRARY_PATH; or ask for cpu");
        }
        if (wanted == Device.CUDA && gpus == 0) {
            throw new Failure.OutOfReach(
                    "cuda is asked for (by --device, RT_DEVICE or a GPU in spec.worker), but there is no GPU here: NVIDIA's"
                            + " driver does not answer, this container was given no device, or libcudart.so is neither beside"
                            + " libtorch nor in LD_LIBRARY_PATH; see what nvidia-smi says on this machine, give the pod"
                            + " nvidia.com/gpu in spec.worker.resources.limits, or ask for cpu");
        }
        return wanted == Device.AUTO ? (gpus > 0 ? Device.CUDA : Device.CPU) : wanted;
    }
}
