/**
 * The stages of an experiment: what each trains or evaluates, which others it reads, and its key, the hash of all that its result
 * depends on. Planning reads no data, no clock and no environment: the same experiment is always the same plan.
 */
package io.robusttransfer.crds.plan;
