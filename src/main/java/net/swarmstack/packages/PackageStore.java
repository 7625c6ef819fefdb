package net.swarmstack.packages;

import net.swarmstack.model.Reason;
import net.swarmstack.model.Sha256;
import net.swarmstack.model.SwarmException;
import net.swarmstack.model.SwarmException.Code;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;

/// Packages by their digest: `<digest>/package.tar`, and the same unpacked and read-only in
/// `<digest>/files/`. What is there is whole, for it was made elsewhere, synced and renamed.
/// Thread-safe, also between processes.
public final class PackageStore {

    private static final String ARCHIVE = "package.tar";
    private static final String FILES = "files";
    private static final String DIGESTS = "[0-9a-f]".repeat(64);

    private final Path folder;

    /// @param folder `swarm-agents/.registry` of a root; made when the first package comes
    public PackageStore(Path folder) {
        this.folder = folder.toAbsolutePath().normalize();
    }

    /// Stores the package of a folder, where it is not stored yet.
    ///
    /// @throws SwarmException `INVALID_DEFINITION` where the folder holds what a package may not
    public Sha256 add(Path packageFolder) {
        try (Scratch scratch = Scratch.in(folder)) {
            return add(packageFolder, scratch.folder());
        } catch (IOException e) {
            throw new SwarmException(
                    Code.STORE_FAILED,
                    "can't store the package " + packageFolder + ": " + Reason.of(e),
                    e);
        }
    }

    private Sha256 add(Path packageFolder, Path temporary) throws IOException {
        Path archive = temporary.resolve(ARCHIVE);
        var entries = PackageFiles.list(packageFolder, PackageLimits.STANDARD);
        Sha256 digest;
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(archive))) {
            digest = PackageArchive.write(entries, out);
        }
        Path home = folder.resolve(digest.hex());
        if (Files.exists(home.resolve(ARCHIVE))
                && digest(home.resolve(ARCHIVE)).equals(digest)
                && Durable.renew(home, temporary)) {
            return digest;
        }
        Durable.sync(archive);
        if (Files.exists(home)) {
            move(archive, home.resolve(ARCHIVE)); // somebody deleted or damaged it
            Durable.sync(home);
            return digest;
        }
        Path files = temporary.resolve(FILES);
        unpack(archive, files);
        Files.setPosixFilePermissions(files, Unpacking.READ_ONLY_EXECUTABLE);
        Durable.sync(temporary);
        move(temporary, home);
        Durable.sync(folder);
        return digest;
    }

    private static void unpack(Path archive, Path target) throws IOException {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(archive))) {
            Unpacking.unpack(in, target, PackageLimits.STANDARD);
        }
        Durable.syncTree(target);
    }

    /// Unpacks a `.tar.gz` that may come from anybody, for as long as something is done with it.
    ///
    /// @param use gets the folder, which is gone afterwards
    /// @throws SwarmException `INVALID_DEFINITION` where it is no package; nothing is left behind
    public <T> T unpacked(Path file, Function<Path, T> use) {
        try (Scratch scratch = Scratch.in(folder)) {
            Path unpacked = scratch.folder().resolve(FILES);
            PackageFile.unpack(file, unpacked);
            return use.apply(unpacked);
        } catch (IOException e) {
            throw new SwarmException(
                    Code.STORE_FAILED, "can't unpack " + file + ": " + Reason.of(e), e);
        }
    }

    /// The read-only folder of a stored package; unpacked again where only its archive is left.
    ///
    /// @throws SwarmException `MISCONFIGURED` where the archive is gone or damaged too
    public Path files(Sha256 digest) {
        Path home = folder.resolve(digest.hex());
        Path files = home.resolve(FILES);
        if (Files.isDirectory(files)) {
            return files;
        }
        Path archive = home.resolve(ARCHIVE);
        try {
            if (!Files.exists(archive)) {
                throw damaged(home, "it is gone");
            }
            if (!digest(archive).equals(digest)) {
                throw damaged(archive, "its content has another digest");
            }
            unpackAgain(archive, files);
        } catch (IOException e) {
            throw new SwarmException(
                    Code.STORE_FAILED, "can't read " + home + ": " + Reason.of(e), e);
        }
        return files;
    }

    /// What is wrong with the archive of a package; empty where it is whole.
    public Optional<String> damage(Sha256 digest) {
        Path archive = archive(digest);
        try {
            if (!Files.exists(archive)) {
                return Optional.of(archive + " is gone");
            }
            return digest(archive).equals(digest)
                    ? Optional.empty()
                    : Optional.of(archive + " has another content");
        } catch (IOException e) {
            return Optional.of("can't read " + archive + ": " + Reason.of(e));
        }
    }

    /// What is wrong with the unpacked files of a package; empty where they are those of its
    /// archive, or there are none, for then they are unpacked again.
    public Optional<String> damageOfFiles(Sha256 digest) {
        Path files = folder.resolve(digest.hex()).resolve(FILES);
        if (!Files.exists(files)) {
            return Optional.empty();
        }
        try (Stream<Path> all = Files.walk(files)) {
            var entries = PackageFiles.list(files, PackageLimits.STANDARD);
            boolean isSame =
                    all.count() == entries.size() + 1 // what is left out would not be listed
                            && PackageArchive.write(entries, OutputStream.nullOutputStream())
                                    .equals(digest);
            return isSame
                    ? Optional.empty()
                    : Optional.of(files + " holds something else than its archive");
        } catch (IOException | UncheckedIOException e) {
            return Optional.of("can't read " + files + ": " + Reason.of(e));
        } catch (SwarmException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    /// Whether a package is there.
    public boolean has(Sha256 digest) {
        return Files.exists(folder.resolve(digest.hex()));
    }

    /// Makes a package count as just stored, where it is there.
    public void renew(Sha256 digest) {
        Path home = folder.resolve(digest.hex());
        try {
            var _ = Durable.renew(home, folder);
        } catch (IOException e) {
            throw new SwarmException(
                    Code.STORE_FAILED, "can't change " + home + ": " + Reason.of(e), e);
        }
    }

    /// The packages that nobody stored, found or renewed since a moment.
    public List<Sha256> untouchedSince(Instant moment) {
        var untouched = new ArrayList<Sha256>();
        try (DirectoryStream<Path> homes = Files.newDirectoryStream(folder, DIGESTS)) {
            for (Path home : homes) {
                if (isUntouched(home, moment)) {
                    untouched.add(new Sha256(home.getFileName().toString()));
                }
            }
        } catch (NoSuchFileException e) {
            return List.of(); // none ever came
        } catch (IOException e) {
            throw new SwarmException(
                    Code.STORE_FAILED, "can't read " + folder + ": " + Reason.of(e), e);
        }
        return untouched;
    }

    private static boolean isUntouched(Path home, Instant since) throws IOException {
        try {
            return Files.getLastModifiedTime(home).toInstant().isBefore(since);
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    /// Removes a package, which is whole until it is gone, however this ends.
    ///
    /// @param untouchedSince it stays where it was stored, found or renewed since
    /// @param locked carries out the last look and the removal, or not
    /// @return whether it was removed
    public boolean remove(Sha256 digest, Instant untouchedSince, Consumer<Runnable> locked) {
        Path home = folder.resolve(digest.hex());
        try (Scratch scratch = Scratch.in(folder)) {
            Path aside = scratch.folder().resolve(digest.hex());
            locked.accept(() -> setAside(home, untouchedSince, aside));
            return Files.exists(aside);
        } catch (IOException e) {
            throw notRemoved(home, e);
        }
    }

    private static void setAside(Path home, Instant untouchedSince, Path aside) {
        try {
            if (isUntouched(home, untouchedSince)) {
                Files.move(home, aside, StandardCopyOption.ATOMIC_MOVE);
            }
        } catch (IOException e) {
            throw notRemoved(home, e);
        }
    }

    private static SwarmException notRemoved(Path home, IOException e) {
        return new SwarmException(
                Code.STORE_FAILED, "can't remove " + home + ": " + Reason.of(e), e);
    }

    /// The file of a package's archive, whether it is there or not.
    public Path archive(Sha256 digest) {
        return folder.resolve(digest.hex()).resolve(ARCHIVE);
    }

    /// The text of a file of a stored package, such as `agent.yaml`.
    public String text(Sha256 digest, String name) {
        Path file = files(digest).resolve(name);
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new SwarmException(
                    Code.STORE_FAILED, "can't read " + file + ": " + Reason.of(e), e);
        }
    }

    private static void unpackAgain(Path archive, Path files) throws IOException {
        try (Scratch scratch = Scratch.in(archive.resolveSibling(""))) {
            Path unpacked = scratch.folder().resolve(FILES);
            unpack(archive, unpacked);
            move(unpacked, files);
            Files.setPosixFilePermissions(files, Unpacking.READ_ONLY_EXECUTABLE);
        }
    }

    /// Where somebody else was quicker, theirs is as good.
    private static void move(Path from, Path to) throws IOException {
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            if (!Files.exists(to)) {
                throw e;
            }
        }
    }

    private static Sha256 digest(Path archive) throws IOException {
        try (InputStream in = Files.newInputStream(archive)) {
            return Sha256.of(in);
        }
    }

    private static SwarmException damaged(Path path, String how) {
        return new SwarmException(
                Code.MISCONFIGURED,
                "damaged: "
                        + path
                        + ": "
                        + how
                        + ". Register the agent again, or restore the folder from a backup.");
    }
}
