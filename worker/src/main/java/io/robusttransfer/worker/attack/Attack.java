package io.robusttransfer.worker.attack;

import io.robusttransfer.worker.model.Net;
import io.robusttransfer.worker.noise.Noise;
import io.robusttransfer.worker.tensor.Tensor;

/** An attack: it moves images within a ball. */
public interface Attack {
    /**
     * Moves every image so that its objective grows. The net is frozen while this runs: detached weights, running
     * statistics; gradients are taken by the images alone.
     *
     * @param x (N, C, H, W), pixels in [0, 1]
     * @param starts of the images' random starts
     * @return (N, C, H, W) in [0, 1], within the ball around x
     */
    Tensor maximise(Net net, Tensor x, Objective objective, Noise starts);
}
