package io.robusttransfer.crds.api;

/** The attack inside an adversarial loss: every such scheme has these fields. */
public interface InnerAttack {
    /** What a step of an attack costs, in passes of each image forward through f: one forward and back. */
    double PASSES = 3;

    /** Null: the threat's. */
    Norm norm();

    /** Null: the threat's. */
    Fraction epsilon();

    int steps();

    /** Null: {@link #defaultStep}. */
    Fraction stepSize();

    boolean randomStart();

    /** Epochs over which epsilon rises in a line from 0. */
    int warmupEpochs();

    /** 2.5 epsilon / steps (Madry et al. 2018): far enough to reach the border from anywhere inside, and to walk along it. */
    static Fraction usualStep(Fraction epsilon, int steps) {
        return epsilon.times(new Fraction(5, 2L * steps));
    }

    /** The length of a step where the manifest says none. */
    default Fraction defaultStep(Fraction radius) {
        return usualStep(radius, steps());
    }

    /** The ball that it attacks in. */
    default Threat ball(Threat inherited) {
        return new Threat(
                norm() != null ? norm() : inherited.norm(), epsilon() != null ? epsilon() : inherited.epsilon());
    }

    /** The length of a step in the ball. */
    default Fraction step(Threat ball) {
        return stepSize() != null ? stepSize() : defaultStep(ball.epsilon());
    }
}
