/** JSON in one spelling for each content, so that its hash can name what it describes. */
package io.robusttransfer.crds.json;
