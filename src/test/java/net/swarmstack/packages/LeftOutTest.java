package net.swarmstack.packages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.swarmstack.model.SwarmException.Code;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

final class LeftOutTest {

    @TempDir Path folder;

    /// What git says of the same patterns.
    @ParameterizedTest
    @CsvSource({
        "'*.log',                      a/b.log, true",
        "'*.log',                      a/b.txt, false",
        "'build/',                     build/x.js, true",
        "'build/',                     build, false",
        "'build/*|!build/keep.js',     build/keep.js, false",
        "'build/*|!build/keep.js',     build/x.js, true",
        "'build/|!build/keep.js',      build/keep.js, true",
        "'*.js|!foo',                  foo/a.js, true",
        "'/*|!/src/|/src/*|!/src/a',   src/a/x.js, false",
        "'/*|!/src/|/src/*|!/src/a',   src/b/x.js, true",
        "'/foo',                       a/foo, false",
        "'a/**/z',                     a/b/c/z, true",
        "'file[!0-9].dat',             filea.dat, true",
        "'file[!0-9].dat',             file1.dat, false",
        "'c++.txt',                    c++.txt, true",
        "'c++.txt',                    ccc.txt, false",
        "'{x}.txt',                    '{x}.txt', true",
        "'# a comment',                a comment, false",
        "'\\#note',                    '#note', true",
        "'*',                          main.js, true",
        "'*',                          agent.yaml, false",
        "'agent.yaml',                 agent.yaml, false",
        "'agent.yaml',                 lib/agent.yaml, true",
        "'!.git',                      .git/config, true",
        "'!.git',                      lib/.git, true",
        "'!*',                         a/node_modules/.bin/tool, true",
        "'!*',                         .bin/tool, false",
    })
    void patternsMeanWhatTheyMeanToGit(String patterns, String path, boolean isLeftOut)
            throws IOException {
        assertThat(leftOut(patterns.replace('|', '\n')).coversFile(path)).isEqualTo(isLeftOut);
    }

    @Test
    void withoutAFileOnlyWhatIsNobodysIsLeftOut() {
        LeftOut leftOut = LeftOut.of(folder, folder);

        assertThat(leftOut.coversFile("a/.swarmignore")).isFalse();
        assertThat(leftOut.coversFile(".git/config")).isTrue();
    }

    @Test
    void linesMayEndAsOnWindows() throws IOException {
        assertThat(leftOut("*.log\r\n\r\nbuild/\r\n").coversFile("build/x")).isTrue();
    }

    @Test
    void whatIsNoPatternIsRefusedWithItsLine() {
        assertRefused("*.log\n[\n", folder.resolve(".swarmignore") + ":2:1: \"[\" is no pattern");
    }

    @Test
    void manyWildcardsInOneNameAreRefused() {
        assertRefused("a*a*a*a*b", ":1:1: \"a*a*a*a*b\" has more than 3 wildcards in one name");
    }

    @Test
    void aFileOverTheLimitIsRefused() throws IOException {
        assertThat(leftOut("x".repeat(63) + "\n").coversFile("y")).isFalse();
        assertRefused("#\n".repeat(32 * 1024 + 1), ".swarmignore: more than 64 KiB");
    }

    @Test
    void whatIsNoFileIsRefused() throws IOException {
        Files.createDirectory(folder.resolve(".swarmignore"));

        assertThatThrownBy(() -> LeftOut.of(folder, folder))
                .hasMessageContaining(".swarmignore: is no regular file");
    }

    @Test
    void aLinkIsRefused() throws IOException {
        Files.createSymbolicLink(folder.resolve(".swarmignore"), Path.of("/etc/hostname"));

        assertThatThrownBy(() -> LeftOut.of(folder, folder))
                .hasMessageContaining(".swarmignore: is no regular file");
    }

    @Test
    void whatIsNoUtf8IsRefused() throws IOException {
        Files.write(folder.resolve(".swarmignore"), new byte[] {(byte) 0xff, (byte) 0xfe});

        assertThatThrownBy(() -> LeftOut.of(folder, folder))
                .hasMessageContaining(".swarmignore: not UTF-8");
    }

    @Test
    @Timeout(30)
    void patternsThatTakeForeverAreRefused() throws IOException {
        Files.writeString(folder.resolve(".swarmignore"), "a*a*a*b\n".repeat(8_000));
        LeftOut leftOut = LeftOut.of(folder, folder, Duration.ofMillis(100));
        String name = "a".repeat(250);

        assertThatThrownBy(() -> leftOut.coversFile(name)).hasMessageContaining("takes too long");
    }

    private LeftOut leftOut(String text) throws IOException {
        Files.writeString(folder.resolve(".swarmignore"), text);
        return LeftOut.of(folder, folder);
    }

    private void assertRefused(String text, String message) {
        assertThatThrownBy(() -> leftOut(text))
                .hasMessageContaining(message)
                .extracting("code")
                .isEqualTo(Code.INVALID_DEFINITION);
    }
}
