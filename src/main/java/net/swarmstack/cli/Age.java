package net.swarmstack.cli;

import net.swarmstack.model.Excerpt;
import net.swarmstack.model.SwarmException;
import net.swarmstack.model.SwarmException.Code;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// How long ago, as people write it: `90s`, `30m`, `12h`, `30d`, `4w`.
final class Age {

    private static final Pattern FORM = Pattern.compile("([1-9][0-9]{0,5})([smhdw])");

    private Age() {}

    /// @param option where it was given, for the message
    /// @throws SwarmException `USAGE` where it is none
    static Duration parse(String option, String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new SwarmException(
                    Code.USAGE,
                    option
                            + " "
                            + Excerpt.quote(text)
                            + ": expected a number from 1 to 999999 and a unit, one of s, m, h, d"
                            + " and w, as in 30d");
        }
        long number = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "s" -> Duration.ofSeconds(number);
            case "m" -> Duration.ofMinutes(number);
            case "h" -> Duration.ofHours(number);
            case "d" -> Duration.ofDays(number);
            default -> Duration.ofDays(7 * number);
        };
    }
}
