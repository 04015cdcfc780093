/**
 * The work on stages: a loop over a list of them, training and evaluation, their progress as events and their end as exit codes,
 * and the reading of their results for a report.
 */
package io.robusttransfer.worker.stage;
