package io.robusttransfer.worker.attack;

import static org.assertj.core.api.Assertions.assertThat;

import io.robusttransfer.crds.api.AttackSpec;
import io.robusttransfer.crds.api.CeASpec;
import io.robusttransfer.crds.api.FgsmSpec;
import io.robusttransfer.crds.api.Fraction;
import io.robusttransfer.crds.api.Measure;
import io.robusttransfer.crds.api.Norm;
import io.robusttransfer.crds.api.PgdSpec;
import io.robusttransfer.crds.api.Threat;
import java.util.List;
import org.junit.jupiter.api.Test;

class AttacksTest {
    private static final Fraction EIGHT = Fraction.of("8/255");
    private static final Threat THREAT = new Threat(Norm.LINF, EIGHT);

    @Test
    void an_evaluation_takes_the_threat_s_norm_and_the_usual_step() {
        PgdSpec pgd = new PgdSpec(null, List.of(EIGHT), 20, 2, null);
        Pgd attack = new Pgd(Norm.LINF, 8 / 255., 1 / 255., 20, true);
        assertThat(series(pgd))
                .containsExactly(
                        new Robustness.Turn("pgd/LINF", 0, attack), new Robustness.Turn("pgd/LINF", 1, attack));
    }

    @Test
    void an_evaluation_may_have_a_norm_and_a_step_of_its_own() {
        PgdSpec pgd = new PgdSpec(Norm.L2, List.of(Fraction.of("0.5")), 7, 1, Fraction.of("0.1"));
        assertThat(series(pgd)).containsExactly(new Robustness.Turn("pgd/L2", 0, new Pgd(Norm.L2, .5, .1, 7, true)));
    }

    @Test
    void fgsm_is_one_step_to_the_border_from_the_image_itself_once() {
        FgsmSpec fgsm = new FgsmSpec(null, List.of(EIGHT));
        assertThat(series(fgsm))
                .containsExactly(new Robustness.Turn("fgsm/LINF", 0, new Pgd(Norm.LINF, 8 / 255., 8 / 255., 1, false)));
    }

    @Test
    void training_inherits_the_threat_s_ball() {
        assertThat(Attacks.inner(new CeASpec(null, null, 10, null, false, 0), THREAT))
                .isEqualTo(new Pgd(Norm.LINF, 8 / 255., 2 / 255., 10, false));
        assertThat(Attacks.inner(new CeASpec(null, Fraction.of("4/255"), 10, null, true, 0), THREAT)
                        .epsilon())
                .isEqualTo(4 / 255.);
    }

    @Test
    void a_checkpoint_is_chosen_by_ten_steps_in_the_threat_s_ball() {
        assertThat(Attacks.validation(THREAT)).isEqualTo(new Pgd(Norm.LINF, 8 / 255., .25 * (8 / 255.), 10, true));
    }

    private static List<Robustness.Turn> series(AttackSpec attack) {
        return Attacks.series((Measure.InBall) attack.measures(THREAT, null).get(0), 10);
    }
}
