/** The report, read and used in a browser. */
package io.robusttransfer.tests.report;
