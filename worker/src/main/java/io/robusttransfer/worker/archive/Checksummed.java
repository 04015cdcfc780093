package io.robusttransfer.worker.archive;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.robusttransfer.crds.json.CanonicalJson;
import io.robusttransfer.worker.Failure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;

/**
 * Canonical JSON with its own hash: the field {@code sha256} is that of the document without it, so every changed byte is
 * noticed.
 */
final class Checksummed {
    private static final String FIELD = "sha256";

    private Checksummed() {}

    /** Says that a document was damaged, and how. */
    static final class Damaged extends Exception {
        private static final long serialVersionUID = 1;

        Damaged(String reason) {
            super(reason, null, false, false);
        }
    }

    static byte[] bytes(Object document) {
        try {
            ObjectNode node = CanonicalJson.read(CanonicalJson.bytes(document), ObjectNode.class);
            return CanonicalJson.bytes(node.put(FIELD, CanonicalJson.key(node)));
        } catch (IOException e) {
            throw new IllegalArgumentException("no object of JSON: " + document, e);
        }
    }

    /** @throws Failure.WrongInput for an intact document of a later version, which is not to be taken for a damaged one */
    static <T> T read(byte[] bytes, Class<T> type, String name) throws Damaged {
        byte[] document = CanonicalJson.bytes(checked(bytes));
        try {
            return CanonicalJson.read(document, type);
        } catch (IOException e) {
            throw new Failure.WrongInput(
                    name
                            + " was written by another version of this program; use that version, or another place for results",
                    e);
        }
    }

    private static ObjectNode checked(byte[] bytes) throws Damaged {
        try {
            if (!(CanonicalJson.read(bytes, JsonNode.class) instanceof ObjectNode node)) {
                throw new Damaged("it is no object of JSON");
            }
            boolean sameSpelling = Arrays.equals(CanonicalJson.bytes(node), bytes);
            JsonNode sha256 = node.remove(FIELD);
            if (!sameSpelling || sha256 == null || !sha256.asText().equals(CanonicalJson.key(node))) {
                throw new Damaged("its checksum does not fit");
            }
            return node;
        } catch (IOException | UncheckedIOException | IllegalArgumentException e) {
            throw new Damaged(bytes.length == 0 ? "it is empty" : "it is no JSON");
        }
    }
}
