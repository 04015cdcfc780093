package io.robusttransfer.worker.statistics;

/**
 * What is left of the correlation of a and b when a third list is held: (r_ab − r_ac r_bc) / √((1 − r_ac²)(1 − r_bc²)). From −1 to 1; NaN
 * where the third list says all of one of the others.
 *
 * @param by which correlation r is
 */
public record PartialCorrelation(Correlation by) {
    private static final double ROUNDING = 1e-12;

    public double of(double[] a, double[] b, double[] given) {
        double ac = by.of(a, given);
        double bc = by.of(b, given);
        double left = (1 - ac * ac) * (1 - bc * bc);
        return left < ROUNDING ? Double.NaN : (by.of(a, b) - ac * bc) / Math.sqrt(left);
    }
}
