package io.robusttransfer.worker.attack;

import io.robusttransfer.crds.api.Attack;
import io.robusttransfer.crds.api.CeA;
import io.robusttransfer.crds.api.Fgsm;
import io.robusttransfer.crds.api.Fraction;
import io.robusttransfer.crds.api.Norm;
import io.robusttransfer.crds.api.Threat;

/** The attacks that a study asks for. */
public final class Attacks {
    /** Steps of the attack by which a checkpoint is chosen for its robust accuracy. */
    private static final int VALIDATION_STEPS = 10;

    private Attacks() {}

    /** One attack of an evaluation at one of its epsilons, in the threat's norm where it names none. */
    public static Pgd evaluation(Attack attack, Norm threat, Fraction epsilon) {
        var norm = attack.norm() == null ? threat : attack.norm();
        double radius = epsilon.toDouble();
        if (attack instanceof Fgsm) {
            return Pgd.fgsm(norm, radius);
        }
        if (attack instanceof io.robusttransfer.crds.api.Pgd pgd) {
            return new Pgd(norm, radius, step(pgd.stepSize(), radius, pgd.steps()), pgd.steps(), true);
        }
        throw new IllegalArgumentException("no such attack: " + attack);
    }

    /** How often an attack starts anew; without a random start once is all. */
    public static int restarts(Attack attack) {
        return attack instanceof io.robusttransfer.crds.api.Pgd pgd ? pgd.restarts() : 1;
    }

    /** The attack of adversarial training, before its warm-up. */
    public static Pgd training(CeA scheme, Threat threat) {
        var own = scheme.threat(threat);
        double radius = own.epsilon().toDouble();
        return new Pgd(
                own.norm(),
                radius,
                step(scheme.stepSize(), radius, scheme.steps()),
                scheme.steps(),
                scheme.randomStart());
    }

    /** The attack by which a checkpoint is chosen for its robust accuracy. */
    public static Pgd validation(Threat threat) {
        double radius = threat.epsilon().toDouble();
        return new Pgd(threat.norm(), radius, Pgd.usualStep(radius, VALIDATION_STEPS), VALIDATION_STEPS, true);
    }

    private static double step(Fraction given, double epsilon, int steps) {
        return given == null ? Pgd.usualStep(epsilon, steps) : given.toDouble();
    }
}
