/**
 * The command line: the commands of people and those of the containers of Jobs, a run with its child processes, and what
 * is printed meanwhile. The process is ended here and nowhere else.
 */
package io.robusttransfer.worker.cli;
