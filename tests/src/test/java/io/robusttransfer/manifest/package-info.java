/** The corpus of good and bad manifests, read by the worker and refused by the definition. */
package io.robusttransfer.manifest;
