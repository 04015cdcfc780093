/** Adversarial attacks: they search a ball around an image for the point where an objective is greatest. */
package io.robusttransfer.worker.attack;
