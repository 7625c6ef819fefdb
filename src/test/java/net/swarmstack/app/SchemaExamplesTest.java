package net.swarmstack.app;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The schemas for editors take what Swarm ships and shows.
final class SchemaExamplesTest {

    private static final Pattern FILE_IN_PAGE =
            Pattern.compile(
                    "^```yaml ([\\w./-]+)\\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);

    @TempDir private Path folder;

    @Test
    void whatComesWithSwarmIsValid() throws IOException {
        Map<Path, List<String>> violations = new LinkedHashMap<>();

        try (Stream<Path> files = Files.walk(Path.of("bundled"))) {
            for (Path file : files.filter(f -> f.toString().endsWith(".yaml")).sorted().toList()) {
                SchemaKind kind = SchemaKind.valueOf(stem(file).toUpperCase(Locale.ROOT));
                String text = Files.readString(file);
                JsonNode tree =
                        SchemaKind.tree(
                                kind == SchemaKind.CONFIG ? withoutCommentSigns(text) : text);
                violations.put(file, kind.schema().violations(tree));
            }
        }

        assertThat(violations).hasSizeGreaterThan(5);
        assertThat(violations.values()).containsOnly(List.of());
    }

    /// A page may show a mistake, which a schema need not see; but what is right it must not mark.
    @Test
    void validExamplesOfThePagesAreValid() throws IOException {
        Map<String, List<String>> violations = new LinkedHashMap<>();

        for (Path page : pages()) {
            Matcher block = FILE_IN_PAGE.matcher(Files.readString(page));
            while (block.find()) {
                SchemaKind kind = kindOf(block.group(1));
                if (kind.problems(block.group(2), folder).isEmpty()) {
                    violations.put(
                            page + ": " + block.group(),
                            kind.schema().violations(SchemaKind.tree(block.group(2))));
                }
            }
        }

        assertThat(violations).hasSizeGreaterThan(5);
        assertThat(violations.values()).containsOnly(List.of());
    }

    private static List<Path> pages() throws IOException {
        try (Stream<Path> pages = Files.list(Path.of("docs"))) {
            return Stream.concat(Stream.of(Path.of("README.md")), pages.sorted())
                    .filter(page -> page.toString().endsWith(".md"))
                    .toList();
        }
    }

    /// Workflows in pages have names of their own.
    private static SchemaKind kindOf(String file) {
        return switch (stem(Path.of(file))) {
            case "agent" -> SchemaKind.AGENT;
            case "config" -> SchemaKind.CONFIG;
            default -> SchemaKind.WORKFLOW;
        };
    }

    private static String stem(Path file) {
        return file.getFileName().toString().replace(".yaml", "");
    }

    /// The settings that are shown as comments: after a `#` there is a key.
    private static String withoutCommentSigns(String text) {
        return text.lines()
                .filter(line -> line.matches("# *[a-z_]+:.*"))
                .map(line -> line.substring(2) + "\n")
                .collect(Collectors.joining());
    }
}
