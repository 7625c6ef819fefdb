package net.swarmstack.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.spi.ToolProvider;

/// A jar that stands in for Swarm's where a test is about the launcher: its main class prints what
/// it was started with.
final class StandInJar {

    private static final String SOURCE =
            """
            package net.swarmstack.cli;

            import java.nio.file.Files;
            import java.nio.file.Path;
            import java.util.List;

            public final class Main {
                public static void main(String[] words) throws Exception {
                    System.setOut(new java.io.PrintStream(System.out, true, "UTF-8"));
                    switch (words.length == 0 ? "" : words[0]) {
                        case "env" -> System.out.println(System.getenv(words[1]));
                        case "property" -> System.out.println(System.getProperty(words[1]));
                        case "flags" ->
                            System.out.println(
                                    java.lang.management.ManagementFactory.getRuntimeMXBean()
                                            .getInputArguments());
                        case "create" -> Files.createFile(Path.of(words[1]));
                        case "exit" -> System.exit(Integer.parseInt(words[1]));
                        case "stdin" -> System.in.transferTo(System.out);
                        case "hold" -> {
                            System.out.println("holding");
                            while (Files.exists(Path.of(words[1]))) Thread.sleep(10);
                            System.out.println(new Late());
                        }
                        default -> System.out.println("VERSION" + List.of(words));
                    }
                }

                // Read from the jar when it is needed.
                private static final class Late {
                    @Override
                    public String toString() {
                        return "VERSION";
                    }
                }
            }

            final class Rehearsal {
                public static void main(String[] lines) {
                    System.out.println("VERSION" + List.of(lines));
                }
            }
            """;

    private StandInJar() {}

    /// Makes the jar.
    ///
    /// @param version what it prints before its arguments
    static Path jar(Path jar, String version) throws IOException {
        Path work = Files.createTempDirectory(jar.getParent(), "program");
        Path source = work.resolve("Main.java");
        Files.writeString(source, SOURCE.replace("VERSION", version));
        tool("javac", "-d", work.resolve("classes").toString(), source.toString());
        Path library = work.resolve("classes/org/sqlite/native/Linux/x86_64/libsqlitejdbc.so");
        Files.createDirectories(library.getParent());
        Files.writeString(library, "library");
        tool("jar", "-cf", jar.toString(), "-C", work.resolve("classes").toString(), ".");
        return jar;
    }

    private static void tool(String name, String... arguments) {
        ToolProvider tool = ToolProvider.findFirst(name).orElseThrow();
        assertThat(tool.run(System.out, System.err, arguments)).isZero();
    }
}
