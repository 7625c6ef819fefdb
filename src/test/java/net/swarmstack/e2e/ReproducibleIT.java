package net.swarmstack.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import net.swarmstack.e2e.Started.Ended;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/// Whoever builds these sources gets the jar that was built here.
final class ReproducibleIT {

    private static final Path SWARM = Path.of(System.getProperty("swarm.home"));
    private static final Path JAR = Path.of(System.getProperty("swarm.jar"));

    /// All that the jar is made of.
    private static final List<String> SOURCES =
            List.of("pom.xml", ".mvn", "src/main", "bundled", "LICENSE", "packaging");

    @TempDir Path folder;

    ReproducibleIT() {}

    @Test
    void buildElsewhereHasTheSameBytes() throws Exception {
        Path copy = copyOfTheSources();

        Path other = buildAsSomebodyElse(copy);

        assertThat(differences(entries(JAR), entries(other))).as("entries that differ").isEmpty();
        assertThat(Files.mismatch(other, JAR)).as("first byte that differs").isEqualTo(-1);
    }

    /// With other times, and rights for nobody but the owner.
    private Path copyOfTheSources() throws IOException {
        Path copy = folder.resolve("somewhere else");
        for (String source : SOURCES) {
            try (Stream<Path> files = Files.walk(SWARM.resolve(source))) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    Path target = copy.resolve(SWARM.relativize(file).toString());
                    Files.createDirectories(target.getParent());
                    Files.write(target, Files.readAllBytes(file));
                    Files.setLastModifiedTime(
                            target, FileTime.from(Instant.parse("2001-02-03T04:05:06Z")));
                }
            }
        }
        return copy;
    }

    /// Another folder, clock, language, encoding and name, other rights of new files, and the quick
    /// build, of the same bytes as the one with all checkers.
    private Path buildAsSomebodyElse(Path copy) throws Exception {
        List<String> command =
                List.of(
                        "sh",
                        "-c",
                        "umask 077; exec \"$@\"",
                        "sh",
                        System.getProperty("swarm.maven"),
                        "-o",
                        "-B",
                        "-Dquick",
                        "-Dmaven.test.skip=true",
                        "-Dmaven.repo.local=" + System.getProperty("swarm.repository"),
                        "-Dswarm.build.directory=.build/maven",
                        "package");
        Map<String, String> environment =
                Map.of(
                        "PATH",
                        System.getenv("PATH"),
                        "HOME",
                        System.getProperty("user.home"),
                        "JAVA_HOME",
                        System.getProperty("java.home"),
                        "TZ",
                        "Asia/Kolkata",
                        "LC_ALL",
                        "C",
                        "MAVEN_OPTS",
                        "-Duser.name=somebody -Duser.language=tr -Duser.country=TR"
                                + " -XX:TieredStopAtLevel=1");
        try (var started = Started.start(command, environment, copy, "")) {
            Ended ended = started.end();
            assertThat(ended.status()).as("%s%s", ended.out(), ended.err()).isZero();
        }
        return copy.resolve(".build/maven/swarm.jar");
    }

    private static List<String> differences(Map<String, String> here, Map<String, String> other) {
        return Stream.of(here.keySet(), other.keySet())
                .flatMap(Set::stream)
                .distinct()
                .filter(name -> !Objects.equals(here.get(name), other.get(name)))
                .map(name ->
                        "%s: here %s, elsewhere %s"
                                .formatted(name, here.get(name), other.get(name)))
                .toList();
    }

    /// What stands in a jar, by name: its place, sum, size and time.
    private static Map<String, String> entries(Path jar) throws IOException {
        var entries = new TreeMap<String, String>();
        try (var zip = new ZipFile(jar.toFile())) {
            for (ZipEntry entry : Collections.list(zip.entries())) {
                entries.put(
                        entry.getName(),
                        "#%d, %08x, %d bytes, %s"
                                .formatted(
                                        entries.size(),
                                        entry.getCrc(),
                                        entry.getSize(),
                                        entry.getTimeLocal()));
            }
        }
        return entries;
    }
}
