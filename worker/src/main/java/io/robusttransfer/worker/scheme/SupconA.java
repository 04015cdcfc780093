package io.robusttransfer.worker.scheme;

import io.robusttransfer.worker.attack.Objective;
import io.robusttransfer.worker.attack.Pgd;
import io.robusttransfer.worker.tensor.Tensor;
import java.util.List;

/**
 * {@link Supcon} of attacked views: the loss of x' and view 2, with x' = argmax_{x' in B(view 1)} of that very loss by PGD against the
 * net as it is, all images of the batch together. x' and view 2 go through one forward.
 *
 * @param warmup epochs until the ball has its size; 0 for at once
 */
public record SupconA(double temperature, Pgd attack, int warmup) implements Contrastive {
    @Override
    public Tensor loss(Step s) {
        Tensor other = s.view(1);
        return Contrastive.loss(s.net(), adversarial(s, other), other, s.y(), temperature);
    }

    private Tensor adversarial(Step s, Tensor other) {
        Tensor labels = Tensor.cat(List.of(s.y(), s.y()), 0);
        Tensor fixed = Supcon.directions(s.net().frozen(), other);
        Objective contrast = (net, x) ->
                Supcon.contrast(Tensor.cat(List.of(Supcon.directions(net, x), fixed), 0), labels, temperature);
        return attack.grown(s.epochs(), warmup).maximise(s.net(), s.view(0), contrast, s.starts("attack"));
    }
}
