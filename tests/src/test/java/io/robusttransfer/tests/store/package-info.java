/** The contract of a store, held by a folder and by S3 servers, with faults on the way. */
package io.robusttransfer.tests.store;
