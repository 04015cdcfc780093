/** Named bytes in a folder or in an S3 bucket: nothing is ever half written, and a network that fails is waited for. */
package io.robusttransfer.worker.store;
