package net.swarmstack.registry;

import net.swarmstack.model.RunId;
import net.swarmstack.model.Sha256;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;

/// Chains the events of a run, so that no row can be changed, dropped or inserted unseen:
///
/// `hash(n) = SHA-256(hash(n-1) ‖ "run_id\nseq\nat\ntype\ndata")`
///
/// The hash before the first is 32 zero bytes; the text is what the columns hold, in UTF-8. None of
/// the first four can hold a line break, so the text has one reading.
final class HashChain {

    private HashChain() {}

    /// The hash before the first event.
    static String start() {
        return "0".repeat(64);
    }

    /// The hash of the event after the one with the given hash, both as the column holds them: 64
    /// hexadecimal digits.
    static String next(String previous, RunId run, long seq, String at, String type, String data) {
        MessageDigest digest = Sha256.newDigest();
        digest.update(HexFormat.of().parseHex(previous));
        String row = run.value() + '\n' + seq + '\n' + at + '\n' + type + '\n' + data;
        return HexFormat.of().formatHex(digest.digest(row.getBytes(StandardCharsets.UTF_8)));
    }
}
