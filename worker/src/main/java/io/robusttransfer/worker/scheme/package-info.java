/** Training schemes: the loss of a step, and what a scheme needs beside images. */
package io.robusttransfer.worker.scheme;
