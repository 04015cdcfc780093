/**
 * The custom resource as a manifest writes it: records whose components are its fields, with documentation, defaults and rules,
 * from which the definition is generated. Types that end in {@code Spec} say what a class of the worker is to do.
 */
package io.robusttransfer.crds.api;
