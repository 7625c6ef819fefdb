package net.swarmstack.definition;

import net.swarmstack.model.Excerpt;

import java.util.Optional;
import java.util.regex.Pattern;

/// The forms of names and versions, shared by agents and workflows.
public final class Names {

    private static final Pattern NAME = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");

    /// Semantic Versioning 2.0.0 without build metadata, which has no order; numbers of at most 9
    /// digits, so that each fits 32 bits.
    private static final Pattern VERSION =
            Pattern.compile(
                    "(0|[1-9][0-9]{0,8})(\\.(0|[1-9][0-9]{0,8})){2}"
                            + "(-(0|[1-9][0-9]{0,8}|[0-9]*[a-zA-Z-][0-9a-zA-Z-]*)"
                            + "(\\.(0|[1-9][0-9]{0,8}|[0-9]*[a-zA-Z-][0-9a-zA-Z-]*))*)?");

    private static final int MAX_VERSION_LENGTH = 64;

    private Names() {}

    /// Whether an agent or workflow may be called so.
    public static boolean isName(String text) {
        return NAME.matcher(text).matches();
    }

    /// The key `name` of a section; empty where it is missing, which is a problem.
    static String name(Section section) {
        Optional<LocatedText> name = section.requiredText("name");
        if (name.isPresent() && !isName(name.get().text())) {
            section.problems()
                    .add(
                            name.get().at(),
                            Excerpt.quote(name.get().text())
                                    + " is no name: lower-case letters, digits and hyphens, at most"
                                    + " 63, with a letter or digit at both ends");
        }
        return name.map(LocatedText::text).orElse("");
    }

    /// The key `version` of a section; empty where it is missing, which is a problem.
    static String version(Section section) {
        Optional<LocatedText> version = section.requiredText("version");
        if (version.isPresent() && !isVersion(version.get().text())) {
            section.problems()
                    .add(
                            version.get().at(),
                            Excerpt.quote(version.get().text())
                                    + " is no version: three numbers as in 1.0.0, or a pre-release"
                                    + " as in 1.0.0-rc.1, without build metadata");
        }
        return version.map(LocatedText::text).orElse("");
    }

    private static boolean isVersion(String text) {
        return text.length() <= MAX_VERSION_LENGTH && VERSION.matcher(text).matches();
    }
}
