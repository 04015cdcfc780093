/** Plans of the samples, compared with recorded ones. */
package io.robusttransfer.tests.plan;
