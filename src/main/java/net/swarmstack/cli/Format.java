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

    /// What a command writes unless told otherwise: table, json, yaml or name.
    static final List<String> NAMES = Arrays.stream(values()).map(Format::text).toList();

    /// The format of one of the names.
    static Format of(String name) {
        return valueOf(name.toUpperCase(Locale.ROOT));
    }

    /// Refuses what a command can't write.
    ///
    /// @param name as given with `-o`
    /// @param known what the command can
    /// @throws SwarmException where it is none of those
    static void check(String name, List<String> known) {
        if (!known.contains(name)) {
            throw new SwarmException(
                    SwarmException.Code.USAGE,
                    "-o \""
                            + name
                            + "\" is no format: use "
                            + String.join(", ", known)
                            + "."
                            + Nearest.hint(name, known));
        }
    }

    private String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
