package io.robusttransfer.worker.tensor;

import ai.djl.ndarray.types.DataType;

/** Element types, with their names in a safetensors header. */
public enum Type {
    FLOAT32(DataType.FLOAT32, 4, "F32"),
    FLOAT64(DataType.FLOAT64, 8, "F64"),
    INT64(DataType.INT64, 8, "I64"),
    BOOL(DataType.BOOLEAN, 1, "BOOL");

    final DataType djl;
    final int bytes;
    final String safetensors;

    Type(DataType djl, int bytes, String safetensors) {
        this.djl = djl;
        this.bytes = bytes;
        this.safetensors = safetensors;
    }

    boolean isFloating() {
        return this == FLOAT32 || this == FLOAT64;
    }

    static Type of(DataType djl) {
        for (Type type : values()) {
            if (type.djl == djl) {
                return type;
            }
        }
        throw new IllegalStateException("torch returned a tensor of type " + djl + ", which no operation here makes");
    }
}
