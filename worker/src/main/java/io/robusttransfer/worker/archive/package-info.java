/**
 * What is stored of stages and their parts: documents, outputs and manifests, the state of unfinished stages, and facts about
 * datasets. Hashes are checked when something is read; what is corrupt is set aside with all that was made from it.
 */
package io.robusttransfer.worker.archive;
