package net.swarmstack.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import net.swarmstack.e2e.Started.Ended;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/// What `./swarm` finds and hands over, from wherever it is called.
final class LauncherIT {

    private static final String JAVA_HOME = System.getProperty("java.home");

    @TempDir Path folder;

    private Checkout checkout;

    @BeforeEach
    void checkOut() throws Exception {
        checkout = Checkout.in(folder);
    }

    @ParameterizedTest
    @CsvSource({
        "swarm-agent, agent",
        "swarm-workflow, workflow",
        "swarm-run, run",
        "swarm-init-registry, init"
    })
    void launcherIsItsSubcommand(String launcher, String subcommand) throws Exception {
        Ended ended = checkout.run(checkout.path("bin/" + launcher), folder, "", "x");

        assertThat(ended.out()).isEqualTo("one[%s, x]\n".formatted(subcommand));
    }

    @Test
    void linkToALauncherIsThatLauncher() throws Exception {
        Path link = folder.resolve("agents");
        Files.createSymbolicLink(link, Path.of("a checkout/bin/swarm-agent"));

        Ended ended = checkout.run(link, folder, "", "list");

        assertThat(ended.out()).isEqualTo("one[agent, list]\n");
    }

    @Test
    void closedStandardInputIsAnEmptyOne() throws Exception {
        checkout.install("closed", "#!/bin/sh\nexec ./swarm stdin <&-\n");

        Ended ended = checkout.run(folder.resolve("tools/closed"), checkout.path(""), "x");

        assertThat(ended.out()).isEmpty();
        assertThat(ended.status()).isZero();
    }

    @Test
    void argumentsArriveAsTheyAre() throws Exception {
        checkout.set("LC_ALL", "C");

        Ended ended = checkout.run("", "✓ 𝄞", "a\nb", "\"'\\$x*", "-n");

        assertThat(ended.out()).isEqualTo("one[, ✓ 𝄞, a\nb, \"'\\$x*, -n]\n");
    }

    @Test
    void exitStatusIsTheProgramsOwn() throws Exception {
        Ended ended = checkout.run("exit", "5");

        assertThat(ended.status()).isEqualTo(5);
    }

    /// So that a signal reaches it.
    @Test
    void launcherBecomesTheProgram() throws Exception {
        checkout.write("held", "");
        try (var started = checkout.start("hold", "held")) {
            Started.await("it runs", () -> started.out().contains("holding"));

            assertThat(started.executable()).endsWith("/bin/java");
        }
    }

    @Test
    void filesAreMadeForTheirOwnerAlone() throws Exception {
        checkout.run("create", "made");

        assertThat(
                        PosixFilePermissions.toString(
                                Files.getPosixFilePermissions(checkout.path("made"))))
                .isEqualTo("rw-------");
    }

    @Test
    void pathEndsWithTheFoldersOfSystemCommands() throws Exception {
        Ended ended = checkout.run("env", "PATH");

        assertThat(ended.out()).endsWith(":/usr/sbin:/sbin\n");
    }

    @Test
    void outputToAFileHasNoSize() throws Exception {
        Ended ended = checkout.run("property", "swarm.stdout");

        assertThat(ended.out()).isEqualTo("null\n");
    }

    @Test
    void worksWithoutHome() throws Exception {
        checkout.unset("HOME");

        Ended ended = checkout.run("agent", "list");

        assertThat(ended.out()).isEqualTo("one[agent, list]\n");
    }

    @Test
    void anotherJarIsStartedAndNothingBuilt() throws Exception {
        StandInJar.jar(folder.resolve("other.jar"), "other");
        checkout.set("SWARM_JAR", "other.jar");

        Ended ended = checkout.run(checkout.path("swarm"), folder, "", "agent", "list");

        assertThat(ended).isEqualTo(new Ended(0, "other[agent, list]\n", ""));
        assertThat(checkout.builds()).isZero();
    }

    @Test
    void missingOtherJarIsNamed() throws Exception {
        checkout.set("SWARM_JAR", "/nowhere/other.jar");

        Ended ended = checkout.run();

        assertThat(ended.status()).isEqualTo(78);
        assertThat(ended.err()).contains("/nowhere/other.jar");
    }

    @Test
    void jdkOnPathIsFoundBehindAnOlderJavaHome() throws Exception {
        checkout.set("JAVA_HOME", jdk("older", "17.0.15").toString());
        checkout.set("PATH", folder.resolve("tools") + ":" + JAVA_HOME + "/bin");
        hideUsualFolders();

        Ended ended = checkout.run("property", "java.home");

        assertThat(ended.out()).isEqualTo(JAVA_HOME + "\n");
    }

    @Test
    void jdkIsFoundBehindTheLinkOnPath() throws Exception {
        checkout.unset("JAVA_HOME");
        hideUsualFolders();
        Files.createSymbolicLink(folder.resolve("tools/java"), Path.of(JAVA_HOME, "bin", "java"));

        Ended ended = checkout.run("property", "java.home");

        assertThat(ended.out()).isEqualTo(JAVA_HOME + "\n");
    }

    @Test
    void withoutAJdkTheCommandThatInstallsOneIsNamed() throws Exception {
        checkout.set("JAVA_HOME", jdk("older", "17.0.15").toString());
        hideUsualFolders();

        Ended ended = checkout.run();

        assertThat(ended.status()).isEqualTo(78);
        assertThat(ended.out()).isEmpty();
        assertThat(ended.err()).contains("JDK 25 or newer", "tar -xz -C /opt");
    }

    @Test
    void jdkOfTheDistributionIsPreferred() throws Exception {
        checkout.unset("JAVA_HOME");
        hideUsualFolders();
        checkout.install("apt-cache", "#!/bin/sh\n[ \"$2\" = openjdk-25-jdk-headless ]\n");

        Ended ended = checkout.run();

        assertThat(ended.status()).isEqualTo(78);
        assertThat(ended.err()).contains("apt-get install -y openjdk-25-jdk-headless");
    }

    @Test
    void withoutMavenTheCommandThatInstallsItIsNamed() throws Exception {
        checkout.remove("mvn");
        hideUsualFolders();

        Ended ended = checkout.run();

        assertThat(ended.status()).isEqualTo(78);
        assertThat(ended.err()).contains("apt-get install -y maven");
    }

    @Test
    void builtCheckoutNeedsNoMaven() throws Exception {
        checkout.run();
        checkout.remove("mvn");
        hideUsualFolders();

        Ended ended = checkout.run("agent", "list");

        assertThat(ended.out()).isEqualTo("one[agent, list]\n");
    }

    /// The machine of the tests has a JDK and Maven in the usual folders.
    private void hideUsualFolders() throws Exception {
        Path toolchain = checkout.path("packaging/toolchain.sh");
        Files.writeString(
                toolchain,
                Files.readString(toolchain)
                        + "usual_jdk() { return 1; }\nusual_maven() { return 1; }\n");
    }

    /// A folder that says which Java it is.
    private Path jdk(String name, String version) throws Exception {
        Path javac = folder.resolve(name).resolve("bin/javac");
        Files.createDirectories(javac.getParent());
        Files.writeString(javac, "");
        Files.setPosixFilePermissions(javac, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.writeString(
                folder.resolve(name).resolve("release"),
                "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"%s\"\n".formatted(version));
        return folder.resolve(name);
    }
}
