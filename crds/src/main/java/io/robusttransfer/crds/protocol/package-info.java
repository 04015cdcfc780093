/**
 * What the operator and a container tell each other: the input of a Job in environment variables, and its termination message.
 * What the containers write into the store is not here.
 */
package io.robusttransfer.crds.protocol;
