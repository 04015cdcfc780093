package io.robusttransfer.worker.scheme;

import io.robusttransfer.worker.attack.Objective;
import io.robusttransfer.worker.attack.Pgd;
import io.robusttransfer.worker.model.Net;
import io.robusttransfer.worker.noise.Noise;
import io.robusttransfer.worker.tensor.Tensor;

/** One training step as a scheme sees it. */
public final class Step {
    private static final double BESIDE = .001;

    private final Net net;
    private final Inputs inputs;
    private final Tensor y;
    private final Clock clock;

    /**
     * A step's position in its training, which decides its noise.
     *
     * @param step counted from 0 over all epochs; below 0 outside of training
     * @param epochs that have passed: 0 at the first step, 1.5 in the middle of the second epoch
     */
    public record Clock(long seed, long step, double epochs) {}

    /** The batch in the forms that schemes ask for; each is made when it is asked for. */
    public interface Inputs {
        /** @return (N, C, H, W), pixels in [0, 1] */
        Tensor view(int index);

        /** @return f(x), (N, D), of view 0 */
        Tensor features(Net net);

        /** @return a value that {@link Needs#cached} names, of view 0 */
        Tensor cached(String name);
    }

    /** @param y (N), INT64 */
    public Step(Net net, Inputs inputs, Tensor y, Clock clock) {
        this.net = net;
        this.inputs = inputs;
        this.y = y;
        this.clock = clock;
    }

    /** On images that do not vary. */
    public static Step of(Net net, Tensor x, Tensor y, Clock clock) {
        return of(net, net, Needs.IMAGES, x, y, clock);
    }

    /**
     * On images that do not vary.
     *
     * @param first the net before training, of which cached values are made
     * @param x (N, C, H, W), pixels in [0, 1]
     */
    public static Step of(Net net, Net first, Needs needs, Tensor x, Tensor y, Clock clock) {
        return new Step(
                net,
                new Inputs() {
                    @Override
                    public Tensor view(int index) {
                        return x;
                    }

                    @Override
                    public Tensor features(Net live) {
                        return live.f(x);
                    }

                    @Override
                    public Tensor cached(String name) {
                        return needs.cached().get(name).of(first, x);
                    }
                },
                y,
                clock);
    }

    /** The net that is trained, its trainable weights being leaves. */
    public Net net() {
        return net;
    }

    /** Images, (N, C, H, W), pixels in [0, 1]: view 0. */
    public Tensor x() {
        return view(0);
    }

    /** The same images, varied independently of the other views where the study varies images. */
    public Tensor view(int index) {
        return inputs.view(index);
    }

    /** f(x), computed once and for all where f is frozen and images do not vary. */
    public Tensor features() {
        return inputs.features(net);
    }

    /** What {@link Needs#cached} names, (N, D): computed once and for all where images do not vary. */
    public Tensor cached(String name) {
        return inputs.cached(name);
    }

    /** Labels, (N), INT64. */
    public Tensor y() {
        return y;
    }

    /** Epochs that have passed: 0 at the first step, 1.5 in the middle of the second epoch. */
    public double epochs() {
        return clock.epochs();
    }

    /** Standard normal noise of the images' shape, fresh in every step and the same for every scheme. */
    public Tensor gaussian(String purpose) {
        return Noise.training(clock.seed(), clock.step(), purpose).gaussian(x());
    }

    /**
     * The images, moved so that a difference from them grows: from a random start, or else from x + 0.001 N(0, I), since a difference has
     * no gradient at x.
     */
    Tensor moved(Pgd attack, Objective difference) {
        return attack.randomStart()
                ? attack.maximise(net, x(), difference, starts("attack"))
                : attack.maximiseFrom(gaussian("attack start").mul(BESIDE), net, x(), difference);
    }

    /** Of an attack's random starts. */
    public Noise starts(String purpose) {
        return Noise.attackStart(clock.seed(), clock.step(), purpose);
    }
}
