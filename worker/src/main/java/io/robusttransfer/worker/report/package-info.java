/** The report: figures of all cells, questions about them with their answers, and the pages, files and tables that show them. */
package io.robusttransfer.worker.report;
