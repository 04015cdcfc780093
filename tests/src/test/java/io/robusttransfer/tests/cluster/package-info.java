/** Tests on a real cluster, which break parts of it. */
package io.robusttransfer.tests.cluster;
