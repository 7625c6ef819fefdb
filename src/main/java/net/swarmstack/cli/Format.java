package net.swarmstack.cli;

import net.swarmstack.model.Nearest;
import net.swarmstack.model.SwarmException;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/// How a list or a thing is written.
enum Format {
    /// For people.
    TABLE,
    /// For programs: an array of objects, or one object.
    JSON,
    /// The same, easier to read.
    YAML,
    /// One reference a line, for `xargs`.
    NAME;

    /// What `--help` says of it.
    static final String CHOICE = "table (the default), json, yaml or name.";

    /// The format of a name as given with `-o`.
    ///
    /// @throws SwarmException where there is none
    static Format parse(String name) {
        List<String> names = Arrays.stream(values()).map(Format::text).toList();
        if (!names.contains(name)) {
            throw new SwarmException(
                    SwarmException.Code.USAGE,
                    "-o \""
                            + name
                            + "\" is no format: use "
                            + String.join(", ", names)
                            + "."
                            + Nearest.hint(name, names));
        }
        return valueOf(name.toUpperCase(Locale.ROOT));
    }

    private String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
