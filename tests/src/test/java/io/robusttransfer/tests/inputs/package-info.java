/** What becomes of manifests with a mistake in them: thousands of good ones, each changed in one place. */
package io.robusttransfer.tests.inputs;
