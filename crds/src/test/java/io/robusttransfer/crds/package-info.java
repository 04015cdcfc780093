/** Tests of the module as a whole: which of its packages may know which. */
package io.robusttransfer.crds;
