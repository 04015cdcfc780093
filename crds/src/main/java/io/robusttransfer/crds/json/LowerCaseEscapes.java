package io.robusttransfer.crds.json;

import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.CharacterEscapes;
import com.fasterxml.jackson.core.io.SerializedString;
import java.util.HexFormat;

/** Escapes of RFC 8785: control characters that have no short one are spelt with lower-case hexadecimals. */
final class LowerCaseEscapes extends CharacterEscapes {
    private static final long serialVersionUID = 1;

    private static final int[] ESCAPES = standardAsciiEscapesForJSON();

    static {
        for (int i = 0; i < ESCAPES.length; i++) {
            ESCAPES[i] = ESCAPES[i] == ESCAPE_STANDARD ? ESCAPE_CUSTOM : ESCAPES[i];
        }
    }

    @Override
    public int[] getEscapeCodesForAscii() {
        return ESCAPES;
    }

    @Override
    public SerializableString getEscapeSequence(int character) {
        return character < ESCAPES.length
                ? new SerializedString("\\u" + HexFormat.of().toHexDigits((char) character))
                : null;
    }
}
