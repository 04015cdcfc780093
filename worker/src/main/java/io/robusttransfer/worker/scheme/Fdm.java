package io.robusttransfer.worker.scheme;

import static io.robusttransfer.worker.attack.CrossEntropy.perImage;

import io.robusttransfer.worker.attack.Objective;
import io.robusttransfer.worker.attack.Pgd;
import io.robusttransfer.worker.model.Net;
import io.robusttransfer.worker.tensor.Tensor;
import java.util.List;

/**
 * Feature distance minimisation (CARTL, Chen et al., ICML 2021): the mean over images of CE(h(f(x')), y) + lambda ‖g(x') − g(x)‖2 / √d,
 * with x' that of adversarial training and g(x), d values, what goes into a block of f. CARTL sums the distances over the batch, here
 * they are averaged as CE is. Both go through one forward, so that batch normalisation treats them alike.
 *
 * @param block counted from the end, 1 for f's last
 * @param warmup epochs until the ball has its size; 0 for at once
 */
public record Fdm(double lambda, int block, Pgd attack, int warmup) implements Scheme {
    @Override
    public Tensor loss(Step s) {
        Tensor adversarial = attack.grown(s.epochs(), warmup)
                .maximise(s.net(), s.x(), Objective.crossEntropy(s.y()), s.starts("attack"));
        Net net = s.net();
        Tensor both = net.before(block, Tensor.cat(List.of(adversarial, s.x()), 0));
        long n = s.y().size();
        Tensor moved = both.slice(0, 0, n);
        Tensor distance = distance(moved, both.slice(0, n, 2 * n));
        // the clean images go on to the end for batch normalisation alone
        Tensor logits = net.h(net.from(block, both)).slice(0, 0, n);
        return perImage(logits, s.y()).add(distance.mul(lambda)).mean();
    }

    /** ‖g − g0‖2 / √d of each image, for (N, …) of d values an image. */
    static Tensor distance(Tensor g, Tensor g0) {
        long n = g.size(0);
        Tensor difference = g.sub(g0).reshape(n, g.size() / n);
        // 0 has a gradient, too
        return difference.square().mean(false, 1).add(1e-24).sqrt();
    }
}
