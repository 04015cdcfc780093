/** Carries out what was decided. */
package io.robusttransfer.operator.act;
