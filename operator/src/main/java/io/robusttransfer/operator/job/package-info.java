/** Jobs as objects: their names, what is written on them, and the pods they are to run. Pure: no client, no clock. */
package io.robusttransfer.operator.job;
