package net.swarmstack.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A disk of a few megabytes, mounted in a namespace of its own: only commands that are started in
/// it see it, and it is gone with it, however the test ends.
final class SmallDisk implements AutoCloseable {

    /// Anybody else may mount something only as the root of a namespace of users.
    private static final boolean IS_ROOT = "root".equals(System.getProperty("user.name"));

    private final Process keeper;
    private final Path mount;

    private SmallDisk(Process keeper, Path mount) {
        this.keeper = keeper;
        this.mount = mount;
    }

    /// Mounts one.
    ///
    /// @param mount an empty folder
    /// @param content the folder whose files it has
    static SmallDisk mount(Path mount, Path content, int megabytes) throws IOException {
        String script =
                "mount -t tmpfs -o size=%dm,mode=0700 none '%s' && cp -a '%s/.' '%s' && echo ready && exec cat"
                        .formatted(megabytes, mount, content, mount);
        Process keeper =
                new ProcessBuilder("unshare", IS_ROOT ? "-m" : "-rm", "sh", "-c", script)
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        assertThat(keeper.inputReader().readLine()).isEqualTo("ready");
        return new SmallDisk(keeper, mount);
    }

    /// What stands before a command that is to see the disk.
    List<String> prefix() {
        var words =
                new ArrayList<>(
                        List.of("nsenter", "--target", Long.toString(keeper.pid()), "--mount"));
        if (!IS_ROOT) {
            words.addAll(List.of("--user", "--preserve-credentials"));
        }
        words.add("--");
        return words;
    }

    /// Fills it to the last byte.
    void fill() {
        run(1, "dd", "if=/dev/zero", "of=" + filler(), "bs=64k", "status=none");
        run(1, "dd", "if=/dev/zero", "of=" + filler() + ".rest", "bs=1", "status=none");
    }

    /// As a file system that reports errors may become.
    void makeReadOnly() {
        run(0, "mount", "-o", "remount,ro", mount.toString());
    }

    /// Makes room again.
    void makeRoom() {
        run(0, "rm", filler(), filler() + ".rest");
    }

    private String filler() {
        return mount.resolve("filler").toString();
    }

    /// Copies what it holds to a folder that all see.
    void copyTo(Path folder) {
        run(0, "cp", "-a", mount.toString(), folder.toString());
    }

    private void run(int status, String... command) {
        var words = new ArrayList<>(prefix());
        words.addAll(List.of(command));
        try {
            Process process =
                    new ProcessBuilder(words)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start();
            assertThat(process.waitFor()).as(String.join(" ", command)).isEqualTo(status);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts a test", e);
        }
    }

    /// It is gone once nobody is in it any more.
    @Override
    public void close() {
        keeper.destroyForcibly();
        keeper.onExit().join();
    }
}
