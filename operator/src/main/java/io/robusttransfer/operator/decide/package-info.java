/**
 * Decides what to do for an experiment: a pure function of a snapshot and the time, without a client, a clock or an object of
 * Kubernetes other than a condition. Nothing is read or written here.
 */
package io.robusttransfer.operator.decide;
