package net.swarmstack.packages;

import net.swarmstack.model.Excerpt;
import net.swarmstack.model.SwarmException;
import net.swarmstack.model.SwarmException.Code;

import org.eclipse.jgit.ignore.FastIgnoreRule;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// What of a folder its package leaves out: `.git` and `node_modules/.bin` wherever they stand, and
/// what the file `.swarmignore` at the top says, in the syntax of `.gitignore`. That never leaves
/// out the `agent.yaml` at the top.
public final class LeftOut {

    private static final String FILE = ".swarmignore";
    private static final int MAX_BYTES = 64 * 1024;
    private static final Pattern WILDCARDS = Pattern.compile("\\*+");

    /// To match a name of 255 characters with three wildcards takes up to 10 ms, with four 80.
    private static final int MAX_WILDCARDS = 3;

    private static final Duration LONGEST = Duration.ofSeconds(20);

    private final Path shown;
    private final List<FastIgnoreRule> rules;
    private final Duration longest;
    private long nanos;

    /// @param rules of several that match, the last one counts
    private LeftOut(Path shown, List<FastIgnoreRule> rules, Duration longest) {
        this.shown = shown;
        this.rules = rules.reversed();
        this.longest = longest;
    }

    /// What the package of a folder leaves out.
    ///
    /// @param shown what messages call it
    /// @throws SwarmException `INVALID_DEFINITION` where its `.swarmignore` can't be read or holds
    ///   more than 64 KiB, or a line that is no pattern
    public static LeftOut of(Path folder, Path shown) {
        return of(folder, shown, LONGEST);
    }

    /// @param longest that patterns may take in all
    static LeftOut of(Path folder, Path shown, Duration longest) {
        Path file = folder.resolve(FILE);
        Path shownFile = shown.resolve(FILE);
        if (Files.notExists(file, LinkOption.NOFOLLOW_LINKS)) {
            return new LeftOut(shownFile, List.of(), longest);
        }
        var rules = new ArrayList<FastIgnoreRule>();
        List<String> lines = text(file, shownFile).lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            if (!line.isBlank() && !line.startsWith("#")) {
                rules.add(rule(line, shownFile + ":" + (i + 1) + ":1: " + Excerpt.quote(line)));
            }
        }
        return new LeftOut(shownFile, rules, longest);
    }

    private static String text(Path file, Path shown) {
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            throw invalid(shown + ": is no regular file. Write the patterns into a file.");
        }
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                throw invalid(shown + ": more than 64 KiB. Use fewer, wider patterns.");
            }
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException e) {
            throw new SwarmException(
                    Code.INVALID_DEFINITION, shown + ": not UTF-8. Save it as UTF-8.", e);
        } catch (IOException e) {
            throw new SwarmException(
                    Code.INVALID_DEFINITION, "can't read " + shown + ": " + e.getMessage(), e);
        }
    }

    /// @param place the line, and where it stands
    private static FastIgnoreRule rule(String line, String place) {
        for (String name : line.split("/", -1)) {
            if (WILDCARDS.matcher(name).results().count() > MAX_WILDCARDS) {
                throw invalid(
                        place
                                + " has more than "
                                + MAX_WILDCARDS
                                + " wildcards in one name. Use fewer.");
            }
        }
        var rule = new FastIgnoreRule(line);
        if (rule.isEmpty()) {
            throw invalid(
                    place
                            + " is no pattern of a .gitignore. Mend it, or write \\ before a"
                            + " character that stands for itself.");
        }
        return rule;
    }

    /// Whether a file is left out, itself or with a folder it is in.
    ///
    /// @param path relative to the package
    public boolean coversFile(String path) {
        for (int slash = path.indexOf('/'); slash > 0; slash = path.indexOf('/', slash + 1)) {
            if (covers(path.substring(0, slash), true)) {
                return true;
            }
        }
        return covers(path, false);
    }

    /// Whether a file or folder is left out, the folders above it aside.
    ///
    /// @param path relative to the package, without a `/` at the end
    boolean covers(String path, boolean folder) {
        String anchored = "/" + path;
        if (anchored.endsWith("/.git") || anchored.endsWith("/node_modules/.bin")) {
            return true;
        }
        return !path.equals("agent.yaml") && matches(path, folder);
    }

    private boolean matches(String path, boolean folder) {
        for (FastIgnoreRule rule : rules) {
            long before = System.nanoTime();
            boolean isMatch = rule.isMatch(path, folder, true);
            nanos += System.nanoTime() - before;
            if (nanos > longest.toNanos()) {
                throw invalid(shown + ": takes too long. Use fewer patterns with fewer wildcards.");
            }
            if (isMatch) {
                return rule.getResult();
            }
        }
        return false;
    }

    private static SwarmException invalid(String message) {
        return new SwarmException(Code.INVALID_DEFINITION, message);
    }
}
