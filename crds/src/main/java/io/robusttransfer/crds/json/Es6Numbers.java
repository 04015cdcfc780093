package io.robusttransfer.crds.json;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.JsonGeneratorDelegate;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import org.erdtman.jcs.NumberToJSON;

/** Writes numbers as ECMAScript does, by which RFC 8785 goes: each is a double. */
final class Es6Numbers extends JsonGeneratorDelegate {
    /** Whole numbers up to here are doubles, and are written without an exponent. */
    private static final long EXACT = 1L << 53;

    Es6Numbers(JsonGenerator generator) {
        super(generator);
    }

    @Override
    public void writeNumber(double number) throws IOException {
        delegate.writeNumber(NumberToJSON.serializeNumber(number));
    }

    @Override
    public void writeNumber(float number) throws IOException {
        writeNumber(Double.parseDouble(Float.toString(number)));
    }

    @Override
    public void writeNumber(long number) throws IOException {
        if (-EXACT <= number && number <= EXACT) {
            delegate.writeNumber(number);
        } else {
            writeNumber((double) number);
        }
    }

    @Override
    public void writeNumber(BigInteger number) throws IOException {
        writeNumber(number.doubleValue());
    }

    @Override
    public void writeNumber(BigDecimal number) throws IOException {
        writeNumber(number.doubleValue());
    }
}
