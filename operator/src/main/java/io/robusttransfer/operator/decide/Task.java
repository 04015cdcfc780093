package io.robusttransfer.operator.decide;

/** What a Job is for. */
public sealed interface Task {
    /** Digests datasets, writes the plan, looks at what is done, and reports when all is. */
    record MakePlan() implements Task {}

    /**
     * Computes a list of stages.
     *
     * @param number in the plan
     */
    record DoList(int number) implements Task {}

    record WriteReport() implements Task {}
}
