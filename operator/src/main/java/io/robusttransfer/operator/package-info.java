/**
 * The operator as a process: its start, its Lease, its health and the reconciliation of an experiment, which observes, decides and
 * acts. How each of these three is done is told in the packages below.
 */
package io.robusttransfer.operator;
