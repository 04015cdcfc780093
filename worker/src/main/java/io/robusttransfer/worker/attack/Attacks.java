package io.robusttransfer.worker.attack;

import io.robusttransfer.crds.api.InnerAttack;
import io.robusttransfer.crds.api.Measure;
import io.robusttransfer.crds.api.Threat;
import java.util.List;

/** The attacks that a study asks for. */
public final class Attacks {
    /** Steps of the attack by which a checkpoint is chosen for its robust accuracy. */
    private static final int VALIDATION_STEPS = 10;

    private Attacks() {}

    /**
     * What a measure of an evaluation attacks with.
     *
     * @param classes of the net, at least 2
     */
    public static List<Robustness.Turn> series(Measure.InBall measure, int classes) {
        double epsilon = measure.epsilon().toDouble();
        if (measure instanceof Measure.Fgsm fgsm) {
            return List.of(new Robustness.Turn(fgsm.stream(), 0, Pgd.fgsm(fgsm.norm(), epsilon)));
        }
        if (measure instanceof Measure.Pgd pgd) {
            Pgd attack = new Pgd(pgd.norm(), epsilon, pgd.stepSize().toDouble(), pgd.steps(), true);
            return Robustness.Turn.restarts(pgd.stream(), attack, pgd.restarts());
        }
        if (measure instanceof Measure.Square square) {
            return List.of(
                    new Robustness.Turn(square.stream(), 0, new Square(square.norm(), epsilon, square.queries())));
        }
        if (measure instanceof Measure.AutoAttack auto) {
            return AutoAttack.standard(auto.norm(), epsilon, classes);
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
