package net.swarmstack.model;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/// Times as Swarm writes them: UTC, `YYYY-MM-DDTHH:MM:SS.sssZ`.
public final class Timestamps {

    private static final DateTimeFormatter FORM =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
                    .withZone(ZoneOffset.UTC);

    private Timestamps() {}

    /// The text of a moment, to the millisecond.
    public static String format(Instant at) {
        return FORM.format(at);
    }

    /// The moment of a text that [#format(Instant)] made.
    ///
    /// @throws java.time.DateTimeException where it is none
    public static Instant parse(String text) {
        return Instant.parse(text);
    }
}
