/**
 * Changes of images that no adversary chose: noise, blur, weather, compression. Each is a function of an image and of what its stream of
 * random numbers gives, in plain arithmetic: the same on every machine and device.
 */
package io.robusttransfer.worker.shift;
