package io.robusttransfer.worker.certify;

import java.util.List;

/**
 * Certificates of many images beside the truth.
 *
 * @param certificates of image i
 * @param labels the true class of image i
 */
public record Certified(List<Certificate> certificates, List<Integer> labels) {
    public Certified {
        certificates = List.copyOf(certificates);
        labels = List.copyOf(labels);
        if (certificates.size() != labels.size() || labels.isEmpty()) {
            throw new IllegalArgumentException(certificates.size() + " certificates, " + labels.size() + " labels");
        }
    }

    /** Certified accuracy at an L2 radius: the share that is right with at least this radius; abstaining is wrong. */
    public double accuracy(double radius) {
        int right = 0;
        for (int i = 0; i < labels.size(); i++) {
            var certificate = certificates.get(i);
            right += certificate.is(labels.get(i)) && certificate.radius() >= radius ? 1 : 0;
        }
        return (double) right / labels.size();
    }

    /** Average certified radius (Zhai et al., MACER, ICLR 2020): the mean of radius * 1[right]; abstaining counts 0. */
    public double averageRadius() {
        double sum = 0;
        for (int i = 0; i < labels.size(); i++) {
            sum += certificates.get(i).is(labels.get(i)) ? certificates.get(i).radius() : 0;
        }
        return sum / labels.size();
    }

    /** The certified-accuracy curve: its value at each radius. */
    public List<Point> curve(List<Double> radii) {
        return radii.stream().map(radius -> new Point(radius, accuracy(radius))).toList();
    }

    public record Point(double radius, double accuracy) {}
}
