/** The worker as a user runs it: a process with a command line, killed, given bad data and odd places. */
package io.robusttransfer.tests.run;
