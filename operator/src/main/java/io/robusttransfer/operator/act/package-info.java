/** Carries out a decision: deletes and creates Jobs, writes events and the status. What to do is not decided here. */
package io.robusttransfer.operator.act;
