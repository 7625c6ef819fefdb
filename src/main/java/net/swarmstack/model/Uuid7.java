package net.swarmstack.model;

import java.util.HexFormat;
import java.util.regex.Pattern;

/// UUIDs of version 7 (RFC 9562, section 5.7): 48 bits of Unix milliseconds, then random bits.
public final class Uuid7 {

    private static final Pattern FORM =
            Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");

    private Uuid7() {}

    /// The UUID of a moment and 74 of the given random bits.
    ///
    /// @param unixMillis milliseconds since 1970
    /// @param high 12 of its bits are used
    /// @param low 62 of its bits are used
    public static String of(long unixMillis, long high, long low) {
        long first = (unixMillis << 16) | 0x7000L | (high & 0xfffL);
        long second = 0x8000_0000_0000_0000L | (low & 0x3fff_ffff_ffff_ffffL);
        String digits = HexFormat.of().toHexDigits(first) + HexFormat.of().toHexDigits(second);
        return String.join(
                "-",
                digits.substring(0, 8),
                digits.substring(8, 12),
                digits.substring(12, 16),
                digits.substring(16, 20),
                digits.substring(20));
    }

    /// Whether a text is a UUID in its canonical lower-case form.
    static boolean isUuid(String text) {
        return FORM.matcher(text).matches();
    }

    /// The moment in a UUID of version 7, in milliseconds since 1970.
    static long unixMillis(String uuid) {
        return Long.parseLong(uuid.substring(0, 8) + uuid.substring(9, 13), 16);
    }
}
