/** The worker: it reads data, trains, attacks and certifies models, keeps the results and reports them. */
package io.robusttransfer.worker;
