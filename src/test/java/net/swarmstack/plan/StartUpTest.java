package net.swarmstack.plan;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// The libraries that take long to load are loaded when they are needed, and not before.
final class StartUpTest {

    private static final List<String> SLOW_PACKAGES =
            List.of("dev.cel.", "com.google.", "com.networknt.", "org.antlr.");

    @TempDir Path folder;

    @Test
    void plainPathsLoadNeitherCelNorTheValidator() throws Exception {
        List<String> classes = classesLoadedFor("${trigger.message}");

        assertThat(classes)
                .anyMatch(name -> name.equals("net.swarmstack.expression.PathExpression"));
        assertThat(classes).noneMatch(name -> SLOW_PACKAGES.stream().anyMatch(name::startsWith));
    }

    @Test
    void longerExpressionsLoadCel() throws Exception {
        List<String> classes = classesLoadedFor("${trigger.message + ''}");

        assertThat(classes).anyMatch(name -> name.startsWith("dev.cel."));
    }

    private List<String> classesLoadedFor(String expression) throws Exception {
        Path log = folder.resolve("classes.log");
        Path output = folder.resolve("output.log");
        Process process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-Xshare:auto",
                                "-Xlog:class+load:file=" + log,
                                "-cp",
                                System.getProperty("java.class.path"),
                                PlainPathsRun.class.getName(),
                                expression)
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(Files.readString(output)).isZero();
        return Files.readAllLines(log).stream()
                .map(line -> line.replaceFirst("^(\\[[^]]*])*\\s*", "").split(" ", 2)[0])
                .toList();
    }
}
