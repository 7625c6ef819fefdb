package net.swarmstack.cli;

import static org.assertj.core.api.Assertions.assertThat;

import net.swarmstack.cli.MessageLiterals.Piece;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// `docs/operations.md` tells what to do in the words that the program prints.
final class OperationsDocumentTest {

    private static final Path REGISTRY = Path.of("src/main/java/net/swarmstack/registry");

    private static final List<Path> SOURCES =
            Stream.of(
                            "Backup",
                            "Database",
                            "DatabaseLock",
                            "EventRows",
                            "Restoration",
                            "RestoredCopy",
                            "Schema",
                            "SqlFailure")
                    .map(name -> REGISTRY.resolve(name + ".java"))
                    .toList();

    /// Not for people, or of a mistake in the program.
    private static final Pattern OTHER =
            Pattern.compile(
                    "(?s)\\s*(status IN|SELECT|UPDATE|DELETE|INSERT|PRAGMA|BEGIN|VACUUM|This is a).*");

    @Test
    void whatIsSaidOfTheStoreStandsThere() throws IOException {
        String page = onOneLine(Files.readString(Path.of("docs/operations.md")));

        List<Piece> missing =
                MessageLiterals.of(SOURCES).stream()
                        .filter(piece -> !OTHER.matcher(piece.text()).matches())
                        .filter(piece -> !page.contains(onOneLine(piece.text()).strip()))
                        .toList();

        assertThat(missing).isEmpty();
    }

    private static String onOneLine(String text) {
        return text.replaceAll("\\s+", " ");
    }
}
