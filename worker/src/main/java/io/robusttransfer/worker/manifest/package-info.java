/** Reading of an experiment from YAML: the rules of the definition, and messages that say what to write instead. */
package io.robusttransfer.worker.manifest;
