/**
 * Takes the snapshot of an experiment: its Jobs and their pods as the cluster shows them, with this operator's own writes laid over
 * them. Nothing is written to the cluster here.
 */
package io.robusttransfer.operator.observe;
