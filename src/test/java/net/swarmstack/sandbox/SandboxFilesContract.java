package net.swarmstack.sandbox;

import static net.swarmstack.sandbox.Level.NAMESPACE;
import static net.swarmstack.sandbox.Level.PROCESS;
import static net.swarmstack.sandbox.Level.VM;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;

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
    @RequiredAt({PROCESS, NAMESPACE, VM})
    void folderThatBecameALinkIsNotFollowed() throws Exception {
        assertThat(taken("cd ../out && touch \"$HOME/file\" && rmdir ../out && ln -s home ../out"))
                .isEqualTo("in what is no folder any more");
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
                        chmod 000 a/b/c && chmod 500 a/b && chmod 000 a .. .
                        """);

        assertThat(exit).isEqualTo(new Exit.Exited(0));
    }
}
