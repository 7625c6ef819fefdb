package net.swarmstack.e2e;

import static java.nio.file.attribute.PosixFilePermissions.fromString;

import net.swarmstack.e2e.Started.Ended;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// A copy of the launchers beside sources that no real Maven compiles: an `mvn` of its own on a
/// PATH of its own puts a [Program] where the jar belongs.
final class Checkout {

    private static final Path SWARM = Path.of(System.getProperty("swarm.home"));

    private static final List<String> TOOLS =
            List.of(
                    "sh",
                    "cat",
                    "chmod",
                    "cksum",
                    "cp",
                    "find",
                    "flock",
                    "id",
                    "mkdir",
                    "mv",
                    "readlink",
                    "rm",
                    "sleep",
                    "stat",
                    "tail",
                    "uname");

    /// Notes each call; swallows input, as Maven may; waits while `mvn.hold` exists; fails while
    /// `mvn.fail` does.
    private static final String MAVEN =
            """
            #!/bin/sh
            echo "$JAVA_HOME $*" >>mvn.calls
            echo 'the cause stands here'
            cat >/dev/null
            while [ -e mvn.hold ]; do sleep 0.02; done
            [ ! -e mvn.fail ] || exit 1
            mkdir -p .build/maven && cp program.jar .build/maven/swarm.jar
            """;

    private final Path home;
    private final Path tools;
    private final Map<String, String> environment = new HashMap<>();
    private List<String> prefix = List.of();

    private Checkout(Path home, Path tools) {
        this.home = home;
        this.tools = tools;
    }

    /// Makes one below a folder, with a space in its path.
    static Checkout in(Path folder) throws IOException {
        var checkout = new Checkout(folder.resolve("a checkout"), folder.resolve("tools"));
        checkout.copyLaunchers();
        checkout.write("src/main/java/A.java", "class A {}");
        checkout.write("src/main/java/B.java", "class B {}");
        checkout.write("pom.xml", "<project/>");
        checkout.install("mvn", MAVEN);
        for (String tool : TOOLS) {
            checkout.link(tool);
        }
        StandInJar.jar(checkout.path("program.jar"), "one");
        checkout.environment.put("PATH", checkout.tools.toString());
        checkout.environment.put("HOME", folder.toString());
        checkout.environment.put("JAVA_HOME", System.getProperty("java.home"));
        return checkout;
    }

    Path path(String name) {
        return home.resolve(name);
    }

    void write(String name, String text) throws IOException {
        Files.createDirectories(path(name).getParent());
        Files.writeString(path(name), text);
    }

    /// Makes a command available.
    void install(String command, String script) throws IOException {
        Files.createDirectories(tools);
        Files.deleteIfExists(tools.resolve(command));
        // Never through a link, to a command of the machine.
        Files.writeString(tools.resolve(command), script, StandardOpenOption.CREATE_NEW);
        Files.setPosixFilePermissions(tools.resolve(command), fromString("rwxr-xr-x"));
    }

    /// Makes a command of this machine available.
    void link(String tool) throws IOException {
        for (String folder : System.getenv("PATH").split(":")) {
            Path found = Path.of(folder, tool);
            if (Files.isExecutable(found)) {
                Files.createSymbolicLink(tools.resolve(tool), found.toRealPath());
                return;
            }
        }
        throw new IllegalStateException("the machine lacks " + tool);
    }

    void remove(String command) throws IOException {
        Files.delete(tools.resolve(command));
    }

    void set(String variable, String value) {
        environment.put(variable, value);
    }

    void unset(String variable) {
        environment.remove(variable);
    }

    /// Makes a folder read-only for who starts the launcher from now on, and gives them a home.
    ///
    /// @return the new home
    Path protect(Path folder) throws Exception {
        Path person = Files.createDirectory(home.resolveSibling("person"));
        Files.setPosixFilePermissions(person, fromString("rwxrwxrwx"));
        Files.setPosixFilePermissions(home.getParent(), fromString("rwxr-xr-x"));
        run(List.of("chmod", "-R", "a+rX,a-w", folder.toString()), home, "");
        if (System.getProperty("user.name").equals("root")) {
            // To root everything is writable.
            prefix = List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups");
        }
        set("HOME", person.toString());
        return person;
    }

    Started start(String... words) {
        return start(path("swarm"), home, "", words);
    }

    Started start(Path launcher, Path folder, String input, String... words) {
        return Started.start(command(launcher, words), environment, folder, input);
    }

    Ended run(String... words) throws Exception {
        return run(path("swarm"), home, "", words);
    }

    Ended run(Path launcher, Path folder, String input, String... words) throws Exception {
        return run(command(launcher, words), folder, input);
    }

    private List<String> command(Path launcher, String... words) {
        List<String> command = new ArrayList<>(prefix);
        command.add(launcher.toString());
        command.addAll(List.of(words));
        return command;
    }

    private Ended run(List<String> command, Path folder, String input) throws Exception {
        try (var started = Started.start(command, environment, folder, input)) {
            return started.end();
        }
    }

    /// How often Maven was called.
    long builds() {
        try (Stream<String> calls = Files.lines(path("mvn.calls"))) {
            return calls.count();
        } catch (java.nio.file.NoSuchFileException e) {
            return 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void copyLaunchers() throws IOException {
        for (String name : List.of("swarm", "bin", "packaging")) {
            try (Stream<Path> files = Files.walk(SWARM.resolve(name))) {
                for (Path file : files.toList()) {
                    Path copy = path(SWARM.relativize(file).toString());
                    Files.createDirectories(copy.getParent());
                    Files.copy(
                            file,
                            copy,
                            StandardCopyOption.COPY_ATTRIBUTES,
                            java.nio.file.LinkOption.NOFOLLOW_LINKS);
                }
            }
        }
    }
}
