package net.swarmstack.sandbox;

import static net.swarmstack.model.Isolation.NAMESPACE;
import static net.swarmstack.model.Isolation.PROCESS;
import static net.swarmstack.model.Isolation.VM;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import net.swarmstack.sandbox.SandboxEntry.Kind;

import org.junit.jupiter.api.Test;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// What goes into a sandbox and comes out of it, and that nothing else does.
abstract class SandboxFilesContract extends HostileProgramContract {

    @Test
    @RequiredAt({PROCESS, NAMESPACE, VM})
    void plainFileIsTakenOut() throws Exception {
        try (Sandbox sandbox = open()) {
            end(shell(sandbox, (_, _) -> true, "printf abc >\"$OUT\""));

            assertThat(sandbox.get(OUT, 3))
                    .isInstanceOfSatisfying(
                            TakenFile.Content.class,
                            content -> assertThat(content.bytes()).asString().isEqualTo("abc"));
            assertThat(sandbox.get(OUT, 2)).isEqualTo(new TakenFile.TooLarge(3));
            assertThat(sandbox.get(SandboxPath.of("out/other"), 3))
                    .isEqualTo(new TakenFile.Absent());
        }
    }

    @Test
    @RequiredAt({PROCESS, NAMESPACE, VM})
    void filesArePutOnceAndWithinTheLimit() throws Exception {
        try (Sandbox sandbox = open()) {
            sandbox.put(IN, new byte[1]);

            assertThatExceptionOfType(SandboxException.class)
                    .isThrownBy(() -> sandbox.put(IN, new byte[1]));
            assertThatExceptionOfType(SandboxException.class)
                    .isThrownBy(() -> sandbox.put(OUT, new byte[Sandbox.MAX_PUT_BYTES + 1]))
                    .withMessageContaining("more than");
        }
    }

    @Test
    @RequiredAt({PROCESS, NAMESPACE, VM})
    void hugeSparseFileIsNotRead() throws Exception {
        try (Sandbox sandbox = open()) {
            end(shell(sandbox, (_, _) -> true, "truncate -s 1G \"$OUT\""));

            assertThat(sandbox.get(OUT, 100)).isEqualTo(new TakenFile.TooLarge(1 << 30));
        }
    }

    @Test
    @RequiredAt({PROCESS, NAMESPACE, VM})
    void linkOutOfTheSandboxIsNotFollowed() throws Exception {
        assertThat(taken("ln -s /etc/passwd \"$OUT\"")).isEqualTo("a symbolic link");
    }

    @Test
    @RequiredAt(PROCESS)
    void folderThatBecameALinkIsNotFollowed() throws Exception {
        assertThat(taken("cd ../out && touch \"$HOME/file\" && rmdir ../out && ln -s home ../out"))
                .isEqualTo("in what is no folder any more");
    }

    @Test
    @RequiredAt({NAMESPACE, VM})
    void folderOfTheSandboxCannotBeReplaced() throws Exception {
        Exit exit =
                runToEnd(
                        """
                        for folder in package in out artifacts work home; do
                            rmdir ../$folder || mv ../$folder ../other || rm -rf ../$folder
                            test -d ../$folder && test ! -L ../$folder || exit 1
                        done
                        """);

        assertThat(exit).isEqualTo(new Exit.Exited(0));
    }

    @Test
    @RequiredAt({PROCESS, NAMESPACE, VM})
    void pipeIsNotRead() throws Exception {
        assertThat(taken("mkfifo \"$OUT\"")).isEqualTo("a pipe, socket or device");
    }

    @Test
    @RequiredAt({PROCESS, NAMESPACE, VM})
    void folderIsNotTakenOut() throws Exception {
        assertThat(taken("mkdir \"$OUT\"")).isEqualTo("a folder");
    }

    @Test
    @RequiredAt({PROCESS, NAMESPACE, VM})
    void foldersAreListedWithoutFollowingALink() throws Exception {
        try (Sandbox sandbox = open()) {
            end(
                    shell(
                            sandbox,
                            (_, _) -> true,
                            "cd ../out && mkdir -p b/c && printf abc >b/c/d && ln -s / a && mkfifo e"));

            assertThat(sandbox.list(SandboxPath.of("out"), 5))
                    .containsExactly(
                            new SandboxEntry("a", Kind.OTHER, 0),
                            new SandboxEntry("b", Kind.FOLDER, 0),
                            new SandboxEntry("b/c", Kind.FOLDER, 0),
                            new SandboxEntry("b/c/d", Kind.FILE, 3),
                            new SandboxEntry("e", Kind.OTHER, 0));
            assertThat(sandbox.list(SandboxPath.of("out"), 4)).hasSize(4);
            assertThat(sandbox.list(SandboxPath.of("out/a"), 5)).isEmpty();
            assertThat(sandbox.list(SandboxPath.of("out/none"), 5)).isEmpty();
        }
    }

    @Test
    @RequiredAt({PROCESS, NAMESPACE, VM})
    void plainFilesAreOpenedAndNothingElseIs() throws Exception {
        try (Sandbox sandbox = open()) {
            end(
                    shell(
                            sandbox,
                            (_, _) -> true,
                            "cd ../out && printf abc >file && ln -s file a && ln -s . b && mkfifo c"));

            try (InputStream content = sandbox.open(OUT)) {
                assertThat(content).asString(StandardCharsets.UTF_8).isEqualTo("abc");
            }
            for (String name : List.of("out/a", "out/b/file", "out/c", "out/none", "out")) {
                assertThatExceptionOfType(SandboxException.class)
                        .as(name)
                        .isThrownBy(() -> sandbox.open(SandboxPath.of(name)));
            }
        }
    }

    /// What is said of a thing that can't be taken out.
    private String taken(String script) throws Exception {
        try (Sandbox sandbox = open()) {
            assertThat(end(shell(sandbox, (_, _) -> true, script))).isEqualTo(new Exit.Exited(0));
            return ((TakenFile.NotAFile) sandbox.get(OUT, 100)).what();
        }
    }

    @Test
    @RequiredAt({PROCESS, NAMESPACE, VM})
    void foldersWithoutPermissionsAndDeepOnesAreRemoved() throws Exception {
        Exit exit =
                runToEnd(
                        """
                        deep=d; i=0
                        while test $i -lt 10; do deep=$deep/$deep; i=$((i + 1)); done
                        for i in 1 2 3; do mkdir -p "new/$deep" && mv old "new/$deep"; mv new old; done
                        test -d "old/$deep/old" || exit 1
                        cd "$HOME" && mkdir -p a/b/c && touch a/b/c/file a/file && ln -s / a/link
                        chmod 000 a/b/c && chmod 500 a/b && chmod 000 a && { chmod 000 .. || :; } && chmod 000 .
                        """);

        assertThat(exit).isEqualTo(new Exit.Exited(0));
    }
}
