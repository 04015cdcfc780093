package io.robusttransfer.crds.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;

/** The parameters of a training. A field that is absent is taken from the next wider scope. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Training(
        @Min(1) @Max(10_000) @JsonPropertyDescription("Passes over the training images.")
        Integer epochs,

        @Min(1) @Max(65_536) @JsonPropertyDescription("Images per step.")
        Integer batchSize,

        @JsonPropertyDescription("The optimizer: exactly one of sgd and adamw. Replaces a wider one as a whole.")
        OptimizerSpec optimizer,

        @JsonPropertyDescription("How the learning rate changes: exactly one of constant, cosine, step and oneCycle."
                + " Replaces a wider one as a whole.")
        ScheduleSpec schedule,

        @JsonPropertyDescription(
                "Which weights are kept: exactly one of last and best. Replaces a wider one as a whole.")
        Checkpoint checkpoint) {

    static final int SOURCE_EPOCHS = 100;
    static final int HEAD_EPOCHS = 20;

    /** What a source scheme does where the manifest says nothing. */
    public static final Training SOURCE = new Training(
            SOURCE_EPOCHS,
            128,
            OptimizerSpec.of(SgdSpec.DEFAULT),
            ScheduleSpec.of(new Cosine()),
            Checkpoint.of(new LastEpoch()));

    /** No epoch at all, so that all else says nothing. */
    static final Training NONE = new Training(0, 2, SOURCE.optimizer, SOURCE.schedule, SOURCE.checkpoint);

    /** What a target scheme does where the manifest says nothing. */
    public static final Training HEAD = retraining("0.01");

    /** The same for one that moves f, too: at a head's learning rate f loses what it learned. */
    static final Training WITH_EXTRACTOR = retraining("0.001");

    /** The same for one that moves all of f freely: a tenth of what suits an f that is held, since larger steps wreck it. */
    static final Training FINE_TUNING = retraining("0.0001");

    private static Training retraining(String learningRate) {
        return new Training(
                HEAD_EPOCHS,
                128,
                OptimizerSpec.of(AdamWSpec.DEFAULT.withLearningRate(Fraction.of(learningRate))),
                ScheduleSpec.of(new Cosine()),
                Checkpoint.of(new LastEpoch()));
    }

    /** This, with the fields that it leaves out taken from {@code base}. */
    public Training over(Training base) {
        return new Training(
                epochs != null ? epochs : base.epochs,
                batchSize != null ? batchSize : base.batchSize,
                optimizer != null ? optimizer : base.optimizer,
                schedule != null ? schedule : base.schedule,
                checkpoint != null ? checkpoint : base.checkpoint);
    }

    static Training merged(Training scheme, Training domain, Training defaults) {
        Training outer = domain == null ? defaults : domain.over(defaults);
        return scheme == null ? outer : scheme.over(outer);
    }
}
