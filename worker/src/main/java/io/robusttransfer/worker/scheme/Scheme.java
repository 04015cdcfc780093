package io.robusttransfer.worker.scheme;

import io.robusttransfer.crds.api.CeASpec;
import io.robusttransfer.crds.api.CeNSpec;
import io.robusttransfer.crds.api.CeSpec;
import io.robusttransfer.crds.api.FdmSpec;
import io.robusttransfer.crds.api.FullSpec;
import io.robusttransfer.crds.api.LipschitzSpec;
import io.robusttransfer.crds.api.LlrSpec;
import io.robusttransfer.crds.api.LocalLipschitzSpec;
import io.robusttransfer.crds.api.LoraSpec;
import io.robusttransfer.crds.api.LwfSpec;
import io.robusttransfer.crds.api.NeftSpec;
import io.robusttransfer.crds.api.PretrainedSpec;
import io.robusttransfer.crds.api.RoliSpec;
import io.robusttransfer.crds.api.SchemeSpec;
import io.robusttransfer.crds.api.SimclrSpec;
import io.robusttransfer.crds.api.SupconASpec;
import io.robusttransfer.crds.api.SupconNSpec;
import io.robusttransfer.crds.api.SupconSpec;
import io.robusttransfer.crds.api.Threat;
import io.robusttransfer.crds.api.TradesSpec;
import io.robusttransfer.crds.api.UntrainedSpec;
import io.robusttransfer.worker.attack.Attacks;
import io.robusttransfer.worker.model.SpectralNorm;
import io.robusttransfer.worker.model.Trainable;
import io.robusttransfer.worker.tensor.Tensor;
import java.util.Map;

/** A training scheme: what is minimised, on the source or on a target. CONTRIBUTING.md says how to add one. */
public interface Scheme {
    /** The mean loss of a step's batch, a 0-dimensional tensor; evaluated with gradients on. */
    Tensor loss(Step step);

    default Needs needs() {
        return Needs.IMAGES;
    }

    /**
     * What an epoch changes. The optimizer starts anew where this changes.
     *
     * @param usual f and h on the source, h on a target
     * @param epoch counted from 0, of {@code epochs}
     */
    default Trainable trains(Trainable usual, int epoch, int epochs) {
        return usual;
    }

    /** Changes raw parameters in place after the optimizer did. */
    default void afterStep(Map<String, Tensor> parameters) {}

    /** The scheme of a manifest or a stage's document; an attack takes from the threat what it does not say itself. */
    static Scheme of(SchemeSpec scheme, Threat threat) {
        if (scheme instanceof CeSpec) {
            return new Ce();
        }
        if (scheme instanceof CeNSpec ceN) {
            return new CeN(ceN.sigma().toDouble());
        }
        if (scheme instanceof CeASpec ceA) {
            return new CeA(Attacks.inner(ceA, threat), ceA.warmupEpochs());
        }
        if (scheme instanceof SupconSpec supcon) {
            return new Supcon(supcon.temperature().toDouble());
        }
        if (scheme instanceof SupconNSpec supconN) {
            return new SupconN(supconN.temperature().toDouble(), supconN.sigma().toDouble());
        }
        if (scheme instanceof SupconASpec supconA) {
            return new SupconA(
                    supconA.temperature().toDouble(), Attacks.inner(supconA, threat), supconA.warmupEpochs());
        }
        if (scheme instanceof SimclrSpec simclr) {
            return new Simclr(simclr.temperature().toDouble());
        }
        if (scheme instanceof UntrainedSpec) {
            return new Untrained();
        }
        if (scheme instanceof PretrainedSpec) {
            return new Pretrained();
        }
        if (scheme instanceof FdmSpec fdm) {
            return new Fdm(fdm.lambda().toDouble(), fdm.block(), Attacks.inner(fdm, threat), fdm.warmupEpochs());
        }
        if (scheme instanceof LocalLipschitzSpec local) {
            return new LocalLipschitz(local.lambda().toDouble(), Attacks.inner(local, threat), local.warmupEpochs());
        }
        if (scheme instanceof TradesSpec trades) {
            return new Trades(trades.beta().toDouble(), Attacks.inner(trades, threat), trades.warmupEpochs());
        }
        if (scheme instanceof LlrSpec llr) {
            return new Llr(
                    llr.lambda().toDouble(), llr.mu().toDouble(), Attacks.inner(llr, threat), llr.warmupEpochs());
        }
        if (scheme instanceof LipschitzSpec lipschitz) {
            SpectralNorm weights = SpectralNorm.ofMaps(lipschitz.scale().toDouble());
            return new Lipschitz(weights, lipschitz.margin().toDouble());
        }
        if (scheme instanceof LwfSpec lwf) {
            return new Lwf(lwf.lambda().toDouble());
        }
        if (scheme instanceof FullSpec full) {
            return new Full(of(full.inner(), threat));
        }
        if (scheme instanceof RoliSpec roli) {
            return new Roli(new CeA(Attacks.inner(roli, threat), roli.warmupEpochs()));
        }
        if (scheme instanceof NeftSpec neft) {
            return new Neft(neft.beta().toDouble(), neft.blocks());
        }
        if (scheme instanceof LoraSpec lora) {
            return new Lora(lora.rank());
        }
        throw new IllegalArgumentException("no such scheme: " + scheme);
    }
}
