package net.swarmstack.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;

class CompletionCommandTest {

    @TempDir private Path folder;
    private Session session;

    @BeforeEach
    void startSession() {
        session = new Session(folder.resolve("root"));
    }

    @Test
    void scriptKnowsEveryCommand() {
        int status = session.run("completion", "bash");

        assertThat(status).isZero();
        for (String name : Commands.below("")) {
            assertThat(session.out()).contains("'" + name + "') below='");
            for (String below : Commands.below(name)) {
                assertThat(session.out()).contains("'" + name + " " + below + "') below='");
            }
        }
    }

    @Test
    void scriptForZshCanBeAFileOfItsFunctions() {
        session.run("completion", "zsh");

        assertThat(session.out()).startsWith("#compdef swarm\n");
    }

    @Test
    void anotherShellIsRefused() {
        int status = session.run("completion", "fish");

        assertThat(status).isEqualTo(2);
        assertThat(session.err()).isEqualTo("no completion for \"fish\": there is bash and zsh\n");
    }
}
