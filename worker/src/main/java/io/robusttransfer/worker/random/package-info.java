/** Streams of random numbers, each made from its purpose and keys alone: the same on every machine, in any order of work. */
package io.robusttransfer.worker.random;
