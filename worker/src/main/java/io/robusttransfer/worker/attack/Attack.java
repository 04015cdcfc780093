package io.robusttransfer.worker.attack;

import io.robusttransfer.worker.model.Net;
import io.robusttransfer.worker.noise.Noise;
import io.robusttransfer.worker.tensor.Tensor;

/** An attack: within a ball, it moves images to where they are misclassified. */
public interface Attack {
    /**
     * The net is frozen while this runs: detached weights, running statistics; gradients are taken by the images alone.
     *
     * @param x (N, C, H, W), pixels in [0, 1]
     * @param y (N), INT64, the labels
     * @param noise of each image, from its beginning
     * @return (N, C, H, W) in [0, 1], within the ball around x: for each image the point by which the attack is judged
     */
    Tensor adversarial(Net net, Tensor x, Tensor y, Noise noise);
}
