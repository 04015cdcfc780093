package io.robusttransfer.worker.attack;

import io.robusttransfer.crds.api.InnerAttack;
import io.robusttransfer.crds.api.Measure;
import io.robusttransfer.crds.api.Threat;

/** The attacks that a study asks for. */
public final class Attacks {
    /** Steps of the attack by which a checkpoint is chosen for its robust accuracy. */
    private static final int VALIDATION_STEPS = 10;

    private Attacks() {}

    /** What a measure of an evaluation attacks with. */
    public static Attack evaluation(Measure measure) {
        if (measure instanceof Measure.Fgsm fgsm) {
            return Pgd.fgsm(fgsm.norm(), fgsm.epsilon().toDouble());
        }
        if (measure instanceof Measure.Pgd pgd) {
            return new Pgd(pgd.norm(), pgd.epsilon().toDouble(), pgd.stepSize().toDouble(), pgd.steps(), true);
        }
        throw new IllegalArgumentException("no attack: " + measure);
    }

    /** The attack inside a scheme's loss, before its warm-up. */
    public static Pgd inner(InnerAttack scheme, Threat threat) {
        Threat ball = scheme.ball(threat);
        return new Pgd(
                ball.norm(),
                ball.epsilon().toDouble(),
                scheme.step(ball).toDouble(),
                scheme.steps(),
                scheme.randomStart());
    }

    /** The attack by which a checkpoint is chosen for its robust accuracy. */
    public static Pgd validation(Threat threat) {
        double radius = threat.epsilon().toDouble();
        return new Pgd(threat.norm(), radius, Pgd.usualStep(radius, VALIDATION_STEPS), VALIDATION_STEPS, true);
    }
}
