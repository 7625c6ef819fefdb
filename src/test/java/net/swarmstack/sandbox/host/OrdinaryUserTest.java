package net.swarmstack.sandbox.host;

import static org.assertj.core.api.Assertions.assertThat;

import net.swarmstack.testing.JavaProgram;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.File;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

/// The contract as a user without privileges, whose files nobody else can read.
final class OrdinaryUserTest {

    private static final String NOBODY = "65534";

    @TempDir Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "net.swarmstack.sandbox.process.ProcessDriverTest",
                "net.swarmstack.sandbox.bubblewrap.BubblewrapDriverTest"
            })
    void contractHoldsForAnOrdinaryUser(String contract) throws Exception {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        var command = new ArrayList<>(List.of("/bin/sh", "-c", "umask 077; exec \"$@\"", "sh"));
        if (isRoot()) {
            command.addAll(
                    List.of("setpriv", "--reuid", NOBODY, "--regid", NOBODY, "--clear-groups"));
        }
        command.addAll(
                List.of(
                        JavaProgram.java(),
                        "-cp",
                        copyClassPath(),
                        ContractProgram.class.getName(),
                        contract));

        Process program = new ProcessBuilder(command).redirectErrorStream(true).start();
        List<String> lines = program.inputReader().readAllLines();

        assertThat(lines.getLast())
                .as(String.join("\n", lines))
                .matches("passed \\d\\d+, failed 0");
    }

    private static boolean isRoot() throws IOException {
        return Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
    }

    /// Copies the class path to where everybody can read it, for that of a build often lies below
    /// the home of a user.
    private String copyClassPath() throws IOException {
        var copies = new ArrayList<String>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            Path copy = folder.resolve(copies.size() + "-" + Path.of(entry).getFileName());
            if (Files.exists(Path.of(entry))) {
                copy(Path.of(entry), copy);
                copies.add(copy.toString());
            }
        }
        return String.join(File.pathSeparator, copies);
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.walkFileTree(
                from,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult preVisitDirectory(Path dir, BasicFileAttributes a)
                            throws IOException {
                        Path copy = Files.createDirectory(to.resolve(from.relativize(dir)));
                        Files.setPosixFilePermissions(
                                copy, PosixFilePermissions.fromString("rwxr-xr-x"));
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes a)
                            throws IOException {
                        Path copy =
                                file.equals(from)
                                        ? to
                                        : to.resolve(from.relativize(file).toString());
                        Files.copy(file, copy);
                        Files.setPosixFilePermissions(
                                copy, PosixFilePermissions.fromString("rw-r--r--"));
                        return FileVisitResult.CONTINUE;
                    }
                });
    }
}
