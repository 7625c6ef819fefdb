package net.swarmstack.packages;

import net.swarmstack.model.SwarmException;
import net.swarmstack.model.SwarmException.Code;

import nl.basjes.gitignore.GitIgnore;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/// What the file `.swarmignore` of a package leaves out of it, in the syntax of `.gitignore`.
///
/// The rules become regular expressions that may go through a long name again and again. So the
/// stars of a rule, the length of a name and the time of all together are bounded.
final class IgnoreRules {

    private static final String FILE = ".swarmignore";
    private static final int MAX_BYTES = 64 * 1024;
    private static final int MAX_RULES = 1_000;
    private static final Duration MAX_TIME = Duration.ofSeconds(10);

    /// Some name with more than two stars in it, or more than two names that are `**`.
    private static final Pattern TOO_MANY_STARS =
            Pattern.compile("(.*/)?[^/]*\\*[^/*]+\\*[^/*]+\\*.*|(.*\\*\\*){3}.*|(.*\\*){5}.*");

    private final Path file;
    private final GitIgnore rules;
    private long nanos;

    private IgnoreRules(Path file, String text) {
        this.file = file;
        this.rules = new GitIgnore(text);
    }

    /// The rules of a package.
    ///
    /// @throws SwarmException `INVALID_DEFINITION` where they can't be read
    static IgnoreRules of(Path folder) throws IOException {
        Path file = folder.resolve(FILE);
        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            return new IgnoreRules(file, "");
        }
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            throw refused(file, "is no file");
        }
        String text = text(file);
        check(file, text.lines().toList());
        try {
            return new IgnoreRules(file, text);
        } catch (PatternSyntaxException e) {
            throw refused(file, "holds a rule that is none: " + e.getDescription());
        }
    }

    private static String text(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                throw refused(file, "is longer than 64 KiB");
            }
            return new String(bytes, StandardCharsets.UTF_8);
        }
    }

    private static void check(Path file, List<String> lines) {
        if (lines.size() > MAX_RULES) {
            throw refused(file, "has more than " + MAX_RULES + " lines");
        }
        for (int i = 0; i < lines.size(); i++) {
            if (TOO_MANY_STARS.matcher(lines.get(i)).matches()) {
                throw refused(
                        file,
                        "line "
                                + (i + 1)
                                + " has too many stars: at most two in a name and four in a line");
            }
        }
    }

    /// Whether a file is left out.
    ///
    /// @param name relative to the package, with `/` between
    boolean leaveOut(String name) {
        long start = System.nanoTime();
        boolean isLeftOut = rules.ignoreFile("/" + name);
        nanos += System.nanoTime() - start;
        if (nanos > MAX_TIME.toNanos()) {
            throw refused(file, "takes more than 10 s to apply: write fewer or simpler rules");
        }
        return isLeftOut;
    }

    private static SwarmException refused(Path file, String why) {
        return new SwarmException(Code.INVALID_DEFINITION, file + ": " + why);
    }
}
