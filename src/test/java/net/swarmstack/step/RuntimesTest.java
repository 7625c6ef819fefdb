package net.swarmstack.step;

import static org.assertj.core.api.Assertions.assertThat;

import net.swarmstack.model.Failure;
import net.swarmstack.model.Failure.Type;
import net.swarmstack.testing.SandboxLeaks;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.spi.ToolProvider;

final class RuntimesTest {

    private static final String JAVA_HOME = System.getProperty("java.home") + "/bin";

    private static final String JAVA =
            """
            void main() throws Exception {
                String input = IO.readln();
                IO.println("[" + input + "]");
            }
            """;

    @RegisterExtension final SandboxLeaks leaks = new SandboxLeaks();
    @TempDir Path folder;
    private AttemptFixture attempt;

    @BeforeEach
    void makeAttempt() throws IOException {
        attempt = new AttemptFixture(leaks, folder, Map.of("PATH", JAVA_HOME));
    }

    @Test
    void javaSourceFileIsAnAgent() throws IOException {
        attempt.agent("java", "Main.java", JAVA).inputs("{\"a\":\"ü\"}");

        String outputs = attempt.outputs();

        assertThat(outputs).isEqualTo("{\"result\":[{\"a\":\"ü\"}]}");
    }

    @Test
    void jarIsAnAgent() throws IOException {
        attempt.agent("java", "agent.jar", "").inputs("{\"a\":1}");
        writeJar(folder.resolve("package/agent.jar"));

        String outputs = attempt.outputs();

        assertThat(outputs).isEqualTo("{\"result\":[{\"a\":1}]}");
    }

    private void writeJar(Path jar) throws IOException {
        Path source = Files.writeString(folder.resolve("Main.java"), JAVA);
        int status =
                ToolProvider.findFirst("javac")
                        .orElseThrow()
                        .run(System.out, System.err, "-d", folder.toString(), source.toString());
        assertThat(status).isZero();
        var manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, "Main");
        try (OutputStream file = Files.newOutputStream(jar);
                var out = new JarOutputStream(file, manifest)) {
            out.putNextEntry(new JarEntry("Main.class"));
            Files.copy(folder.resolve("Main.class"), out);
        }
    }

    @Test
    void javaAgentHasTheFoldersOfTheProtocol() throws IOException {
        attempt.agent(
                "java",
                "Main.java",
                """
                void main() {
                    boolean same = System.getenv("HOME").equals(System.getProperty("user.home"))
                            && System.getenv("TMPDIR").equals(System.getProperty("java.io.tmpdir"));
                    IO.println(same);
                }
                """);

        String outputs = attempt.outputs();

        assertThat(outputs).isEqualTo("{\"result\":true}");
    }

    @Test
    void missingJavaNamesTheRemedy() throws IOException {
        var poor = new AttemptFixture(leaks, folder, Map.of("PATH", folder.toString()));
        poor.agent("java", "Main.java", JAVA);

        Failure failure = poor.failure();

        assertThat(failure.type()).isEqualTo(Type.SANDBOX_FAILED);
        assertThat(failure.message()).startsWith("java is not on the PATH. Install a JDK");
    }

    @Test
    void executableFileIsAnAgent() throws IOException {
        attempt.agent("binary", "bin/agent", "#!/bin/cat\n").inputs("{}");
        assertThat(folder.resolve("package/bin/agent").toFile().setExecutable(true)).isTrue();

        String outputs = attempt.outputs();

        assertThat(outputs).isEqualTo("{\"text\":\"#!/bin/cat\\n\"}");
    }

    @Test
    void fileThatIsNotExecutableIsNamed() throws IOException {
        attempt.agent("binary", "agent", "#!/bin/cat\n");

        Failure failure = attempt.failure();

        assertThat(failure.type()).isEqualTo(Type.SANDBOX_FAILED);
        assertThat(failure.message())
                .startsWith("the agent was not started: ")
                .endsWith("package/agent is not executable");
    }

    @Test
    void scriptWhoseInterpreterIsMissingIsNotStarted() throws IOException {
        attempt.agent("binary", "agent", "#!/does/not/exist\n");
        assertThat(folder.resolve("package/agent").toFile().setExecutable(true)).isTrue();

        Failure failure = attempt.failure();

        assertThat(failure.type()).isEqualTo(Type.SANDBOX_FAILED);
        assertThat(failure.message())
                .contains("package/agent can't be executed: the interpreter behind its #!");
    }
}
