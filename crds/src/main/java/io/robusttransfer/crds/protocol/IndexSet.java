package io.robusttransfer.crds.protocol;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.BitSet;
import java.util.Collection;
import java.util.List;

/** A set of indexes from 0 whose text is a bitmap, deflated and in base64url; the empty set is the empty text. */
public final class IndexSet {
    /** More than any plan needs: a text that inflates to more is refused. */
    private static final int MOST_BYTES = 4096;

    private static final IndexSet NONE = new IndexSet(new BitSet());

    private final BitSet bits;

    private IndexSet(BitSet bits) {
        this.bits = bits;
    }

    public static IndexSet none() {
        return NONE;
    }

    public static IndexSet of(Collection<Integer> numbers) {
        BitSet bits = new BitSet();
        numbers.forEach(bits::set);
        return new IndexSet(bits);
    }

    /** @throws IllegalArgumentException for a text that {@link #text} did not give */
    @JsonCreator
    public static IndexSet parse(String text) {
        if (text == null || text.isEmpty()) {
            return NONE;
        }
        return new IndexSet(BitSet.valueOf(DeflateCodec.bytes(text, MOST_BYTES)));
    }

    @JsonValue
    public String text() {
        return bits.isEmpty() ? "" : DeflateCodec.text(bits.toByteArray());
    }

    public boolean has(int number) {
        return number >= 0 && bits.get(number);
    }

    /** One more than the highest index; 0 for none. */
    public int end() {
        return bits.length();
    }

    public int count() {
        return bits.cardinality();
    }

    public boolean isEmpty() {
        return bits.isEmpty();
    }

    public List<Integer> numbers() {
        return bits.stream().boxed().toList();
    }

    /** The union of both sets. */
    public IndexSet with(IndexSet others) {
        BitSet union = (BitSet) bits.clone();
        union.or(others.bits);
        return new IndexSet(union);
    }

    /** What is in this set and not in the other. */
    public IndexSet without(IndexSet others) {
        BitSet rest = (BitSet) bits.clone();
        rest.andNot(others.bits);
        return new IndexSet(rest);
    }

    /** What is less than {@code end}. */
    public IndexSet below(int end) {
        return new IndexSet(bits.get(0, end));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof IndexSet marks && marks.bits.equals(bits);
    }

    @Override
    public int hashCode() {
        return bits.hashCode();
    }

    @Override
    public String toString() {
        return bits.toString();
    }
}
