/** What is known of an experiment: its Jobs and their pods, as the cluster shows them and as this operator wrote them. */
package io.robusttransfer.operator.observe;
