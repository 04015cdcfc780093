/** A small study whose findings must come out. */
package io.robusttransfer.tests.study;
