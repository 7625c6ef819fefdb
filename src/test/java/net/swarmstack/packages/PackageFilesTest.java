package net.swarmstack.packages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.swarmstack.model.SwarmException.Code;
import net.swarmstack.packages.PackageFiles.Entry;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// What of a folder is in its package.
final class PackageFilesTest {

    @TempDir private Path folder;
    private Path agent;

    @BeforeEach
    void makeAgent() throws IOException {
        agent = Files.createDirectories(folder.resolve("agent"));
        write("agent.yaml");
        write("lib/a.js");
        write("lib/deep/b.js");
    }

    @Test
    void linkToAFileInsideCountsAsTheFile() throws IOException {
        Files.createSymbolicLink(agent.resolve("lib/c.js"), Path.of("deep/b.js"));

        assertThat(names()).containsOnlyOnce("lib/c.js");
        Entry entry = entry("lib/c.js");
        assertThat(entry.path()).isEqualTo(agent.toRealPath().resolve("lib/deep/b.js"));
        assertThat(entry.sizeBytes()).isEqualTo(Files.size(entry.path()));
    }

    @Test
    void linkToAFolderInsideCountsAsTheFolder() throws IOException {
        Files.createSymbolicLink(agent.resolve("again"), Path.of("lib"));

        assertThat(names()).contains("again/", "again/a.js", "again/deep/", "again/deep/b.js");
    }

    @Test
    void linkThroughLinksInsideCountsAsWhatItComesTo() throws IOException {
        Files.createSymbolicLink(agent.resolve("one"), Path.of("lib"));
        Files.createSymbolicLink(agent.resolve("two"), Path.of("one/deep"));

        assertThat(names()).contains("two/", "two/b.js");
    }

    @Test
    void packageMayItselfBeReachedThroughALink() throws IOException {
        Files.createSymbolicLink(agent.resolve("again"), Path.of("lib"));
        Path link = Files.createSymbolicLink(folder.resolve("link"), agent);

        assertThat(PackageFiles.list(link, PackageLimits.STANDARD))
                .extracting(Entry::name)
                .isEqualTo(names());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "lib/up | .. | is a link to a folder that it is in",
                "self | self | is a link that can't be followed: Too many levels",
                "gone | nowhere | is a link to nothing: nowhere",
                "out | ../other | is a link that leaves the package",
                "etc | /etc/passwd | is a link that leaves the package"
            })
    void linkThatComesToNothingInsideIsRefused(String link, String target, String why)
            throws IOException {
        Files.createDirectories(folder.resolve("other"));
        Files.createSymbolicLink(agent.resolve(link), Path.of(target));

        assertRefused(link, why);
    }

    @Test
    void foldersThatMultiplyThroughLinksAreRefusedSoon() throws IOException {
        Path inner = agent;
        for (int i = 0; i < 30; i++) {
            Path next = Files.createDirectory(agent.resolve("d" + i));
            if (i > 0) {
                Files.createSymbolicLink(next.resolve("one"), inner);
                Files.createSymbolicLink(next.resolve("two"), inner);
            } else {
                Files.writeString(next.resolve("file"), "x");
            }
            inner = next;
        }

        assertRefused("agent", "holds more than 10000 files and folders");
    }

    @Test
    void whatSwarmignoreNamesIsLeftOut() throws IOException {
        write("app.log");
        write("keep.log");
        write("build/x");
        write("lib/build/y");
        write("top");
        write("lib/top");
        ignore("*.log", "!keep.log", "build/", "/top", "# lib/");

        assertThat(names())
                .containsExactly(
                        ".swarmignore",
                        "agent.yaml",
                        "keep.log",
                        "lib/",
                        "lib/a.js",
                        "lib/deep/",
                        "lib/deep/b.js",
                        "lib/top");
    }

    @Test
    void agentYamlIsNeverLeftOut() throws IOException {
        ignore("*");

        assertThat(names()).containsExactly("agent.yaml");
    }

    @Test
    void emptyFolderIsThereUnlessItIsNamed() throws IOException {
        Files.createDirectories(agent.resolve("empty"));
        Files.createDirectories(agent.resolve("tmp"));
        ignore("tmp/");

        assertThat(names()).contains("empty/").doesNotContain("tmp/");
    }

    @Test
    void moreFilesMayBeLeftOutThanAPackageHolds() throws IOException {
        for (int i = 0; i < 10_001; i++) {
            write("data/" + i);
        }
        ignore("data/");

        assertThat(names()).hasSize(6);
    }

    @ParameterizedTest
    @ValueSource(strings = {"*a*a*a*b", "x/*a*b*c*d"})
    void ruleThatCouldTakeForEverIsRefused(String rule) throws IOException {
        ignore("ok", rule);

        assertRefused(".swarmignore:2:1", "\"" + rule + "\" has more than 3 wildcards in one name");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "*.js",
                "*.test.*",
                "**/a/**",
                "a/*/b/*.js",
                "**/__tests__/**/*.spec.*.js",
                "**/*.py[co]",
                "\\!x"
            })
    void usualRulesAreTaken(String rule) throws IOException {
        ignore(rule);

        assertThat(names()).contains("agent.yaml");
    }

    @Test
    void swarmignoreThatIsNoRuleIsRefused() throws IOException {
        ignore("[abc");

        assertRefused(".swarmignore:1:1", "\"[abc\" is no pattern of a .gitignore");
    }

    @Test
    void swarmignoreMayNotBeALink() throws IOException {
        Files.createSymbolicLink(agent.resolve(".swarmignore"), Path.of("/etc/passwd"));

        assertRefused(".swarmignore", "is no regular file");
    }

    @Test
    void longSwarmignoreIsRefused() throws IOException {
        ignore("x".repeat(65_536));

        assertRefused(".swarmignore", "more than 64 KiB");
    }

    @Test
    void whatIsLeftOutMayBeAnything() throws IOException {
        Files.createDirectories(agent.resolve("venv/bin"));
        Files.createSymbolicLink(agent.resolve("venv/bin/python"), Path.of("/usr/bin/env"));
        Files.createSymbolicLink(agent.resolve("data"), folder);
        ignore("venv/", "/data/");

        assertThat(names()).contains("lib/a.js").noneMatch(name -> name.startsWith("venv"));
    }

    @Test
    void folderWhoseNameOnlyBeginsLikeThePackagesIsOutside() throws IOException {
        Files.createDirectories(folder.resolve(agent.getFileName() + "-secrets"));
        Files.createSymbolicLink(
                agent.resolve("keys"), Path.of("../" + agent.getFileName() + "-secrets"));

        assertRefused("keys", "is a link that leaves the package");
    }

    @Test
    void foldersThatLeadToEachOtherAreRefused() throws IOException {
        Files.createDirectories(agent.resolve("a"));
        Files.createDirectories(agent.resolve("b"));
        Files.createSymbolicLink(agent.resolve("a/b"), Path.of("../b"));
        Files.createSymbolicLink(agent.resolve("b/a"), Path.of("../a"));

        assertThatThrownBy(this::names).hasMessageContaining("is a link to a folder that it is in");
    }

    @Test
    void namesAreOfALengthThatAnArchiveMayHave() throws IOException {
        Path deep = agent;
        for (int i = 0; i < 65; i++) {
            deep = Files.createDirectory(deep.resolve("d"));
        }

        assertThatThrownBy(this::names).hasMessageContaining("d: is more than 64 folders deep");
    }

    private void assertRefused(String path, String why) {
        assertThatThrownBy(this::names)
                .hasMessageContaining(path + ": " + why)
                .extracting("code")
                .isEqualTo(Code.INVALID_DEFINITION);
    }

    private List<String> names() throws IOException {
        return PackageFiles.list(agent, PackageLimits.STANDARD).stream().map(Entry::name).toList();
    }

    private Entry entry(String name) throws IOException {
        return PackageFiles.list(agent, PackageLimits.STANDARD).stream()
                .filter(entry -> entry.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private void ignore(String... rules) throws IOException {
        Files.writeString(agent.resolve(".swarmignore"), String.join("\n", rules) + "\n");
    }

    private void write(String name) throws IOException {
        Path file = agent.resolve(name);
        Files.createDirectories(file.resolveSibling(""));
        Files.writeString(file, "content of " + name);
    }
}
