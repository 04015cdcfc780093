package io.robusttransfer.worker.data;

/** Test images that somebody changed, as a manifest names them: there is no training part. */
public sealed interface GivenSet permits DrawnSet, GivenFiles {
    /** What the content depends on, without reading it: hexadecimal SHA-256. */
    String identity();

    /** All of them, in the order of the files. */
    Images images();
}
