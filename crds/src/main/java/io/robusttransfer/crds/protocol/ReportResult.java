package io.robusttransfer.crds.protocol;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * The result of a Job that wrote the report.
 *
 * @param uri of report.html
 * @param sha256 of report.html
 * @param best the best result in words; null when there is none
 * @param verdict as in summary.json
 * @param sentence the first question's answer
 * @param answers how many cards have which verdict, in words; null from a worker that did not say so
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ReportResult(String uri, String sha256, String best, String verdict, String sentence, String answers) {}
