package io.robusttransfer.crds.api;

/** The learning rate falls to 0 along half a cosine (Loshchilov and Hutter 2017, without restarts). */
public record Cosine() implements ScheduleSpec.Choice {}
