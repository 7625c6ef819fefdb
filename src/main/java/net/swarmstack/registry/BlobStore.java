package net.swarmstack.registry;

import net.swarmstack.model.Artifact;
import net.swarmstack.model.Json;
import net.swarmstack.model.Reason;
import net.swarmstack.model.Sha256;
import net.swarmstack.model.SwarmException;
import net.swarmstack.model.SwarmException.Code;
import net.swarmstack.packages.Durable;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/// Large values in files named by their digest, `ab/cd/abcd…`, each written under another name,
/// synced and renamed, so that a name never stands for half a file.
final class BlobStore {

    private static final String MISSING = "it is missing";
    private static final String OTHER_DIGEST = "its content has another digest than its name says";

    private static final List<String> FULL =
            List.of("No space left on device", "Disk quota exceeded");

    /// Less than this is a full disk to whoever can't write.
    private static final long LITTLE_BYTES = 64 << 10;

    private final Path folder;

    BlobStore(Path folder) {
        this.folder = folder;
    }

    Path folder() {
        return folder;
    }

    /// The file of a digest, relative to the folder.
    static String name(Sha256 sha256) {
        String hex = sha256.hex();
        return hex.substring(0, 2) + '/' + hex.substring(2, 4) + '/' + hex;
    }

    /// Keeps the bytes under their digest; durable when the call returns. For one thread at a time.
    ///
    /// @param locked carries out what no collector may come between, see [BlobSweep]; may do so
    ///   twice
    void put(Sha256 sha256, byte[] bytes, Consumer<Runnable> locked) {
        Path file = folder.resolve(name(sha256));
        try {
            if (isThere(file, bytes.length) && isRenewed(file, locked)) {
                syncFolders(file); // whoever made the file may have died before this
                return;
            }
            Path temporary = temporary();
            try {
                Files.write(temporary, bytes);
                rename(temporary, file, bytes.length, locked);
            } finally {
                Files.deleteIfExists(temporary);
            }
        } catch (IOException e) {
            throw failure(file, e, bytes.length);
        }
    }

    /// Keeps what can be read under its digest; durable when the call returns. For any number of
    /// threads.
    ///
    /// @param locked as of [#put]
    Artifact putFile(String name, InputStream content, Consumer<Runnable> locked) {
        MessageDigest digest = Sha256.newDigest();
        long size = 0;
        try {
            Path temporary = temporary();
            try {
                try (var out = new DigestOutputStream(Files.newOutputStream(temporary), digest)) {
                    size = content.transferTo(out);
                }
                Sha256 sha256 = Sha256.of(digest);
                rename(temporary, folder.resolve(name(sha256)), size, locked);
                return new Artifact(name, size, sha256);
            } finally {
                Files.deleteIfExists(temporary);
            }
        } catch (IOException e) {
            throw failure(folder, e, size);
        }
    }

    /// Whether the content of a digest is there.
    boolean has(Sha256 sha256) {
        return Files.exists(folder.resolve(name(sha256)));
    }

    private Path temporary() throws IOException {
        Files.createDirectories(folder);
        return Files.createTempFile(folder, ".new-", "");
    }

    private static boolean isThere(Path file, long size) throws IOException {
        try {
            return Files.size(file) == size;
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    /// Makes a file young, for it is used again; false where a collector was quicker.
    private boolean isRenewed(Path file, Consumer<Runnable> locked) {
        var renewed = new AtomicBoolean();
        locked.accept(() -> {
            try {
                renewed.set(Durable.renew(file, folder));
            } catch (IOException e) {
                throw failure(file, e, 0);
            }
        });
        return renewed.get();
    }

    private void rename(Path temporary, Path file, long size, Consumer<Runnable> locked)
            throws IOException {
        Durable.sync(temporary);
        locked.accept(() -> {
            try {
                if (Files.exists(temporary)) { // else it was renamed in a transaction that failed
                    Files.createDirectories(folderOf(file));
                    Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
                }
            } catch (IOException e) {
                throw failure(file, e, size);
            }
        });
        syncFolders(file);
    }

    private void syncFolders(Path file) throws IOException {
        Path second = folderOf(file);
        Durable.sync(second);
        Durable.sync(folderOf(second));
        Durable.sync(folder);
    }

    private static Path folderOf(Path file) {
        return file.resolveSibling("").normalize();
    }

    /// The bytes of a digest.
    ///
    /// @throws SwarmException `MISCONFIGURED` where they are missing or changed
    byte[] get(Sha256 sha256) {
        Path file = folder.resolve(name(sha256));
        byte[] bytes;
        try {
            bytes = Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            throw damaged(file, MISSING);
        } catch (IOException e) {
            throw failure(file, e);
        }
        if (!Sha256.of(bytes).equals(sha256)) {
            throw damaged(file, OTHER_DIGEST);
        }
        return bytes;
    }

    /// The JSON value of a digest.
    ///
    /// @throws SwarmException as [#get]
    JsonNode json(Sha256 sha256) {
        return Json.parseStored(new String(get(sha256), StandardCharsets.UTF_8));
    }

    /// The content of a digest, checked before its first byte is given.
    ///
    /// @throws SwarmException as [#get]
    InputStream open(Sha256 sha256) {
        Path file = folder.resolve(name(sha256));
        try {
            try (InputStream in = Files.newInputStream(file)) {
                if (!Sha256.of(in).equals(sha256)) {
                    throw damaged(file, OTHER_DIGEST);
                }
            }
            return Files.newInputStream(file);
        } catch (NoSuchFileException e) {
            throw damaged(file, MISSING);
        } catch (IOException e) {
            throw failure(file, e);
        }
    }

    /// What is wrong with the content of a digest; empty where it is whole.
    ///
    /// @param sizeBytes that it must have
    Optional<String> damage(Sha256 sha256, long sizeBytes) {
        Path file = folder.resolve(name(sha256));
        try (InputStream in = Files.newInputStream(file)) {
            if (!Sha256.of(in).equals(sha256)) {
                return Optional.of(file + ": " + OTHER_DIGEST);
            }
            return Files.size(file) == sizeBytes
                    ? Optional.empty()
                    : Optional.of(file + ": it has not " + sizeBytes + " bytes");
        } catch (NoSuchFileException e) {
            return Optional.of(file + ": " + MISSING);
        } catch (IOException e) {
            return Optional.of("can't read " + file + ": " + Reason.of(e));
        }
    }

    private SwarmException damaged(Path file, String how) {
        return new SwarmException(
                Code.MISCONFIGURED,
                "damaged: " + file + ": " + how + ". Put it back from a copy of " + folder);
    }

    private static SwarmException failure(Path file, IOException e) {
        return new SwarmException(Code.STORE_FAILED, "can't use " + file + ": " + Reason.of(e), e);
    }

    private SwarmException failure(Path file, IOException e, long bytes) {
        return isFull(e, bytes)
                ? new SwarmException(
                        Code.DISK_FULL,
                        "can't store "
                                + file
                                + ": the disk is full. Nothing was written: make room, then try"
                                + " again.",
                        e)
                : failure(file, e);
    }

    /// The message of the operating system may be in the user's language, so the disk is asked too;
    /// it may have room again by now.
    private boolean isFull(IOException e, long bytes) {
        String message = String.valueOf(e.getMessage());
        if (FULL.stream().anyMatch(message::contains)) {
            return true;
        }
        try {
            return Files.getFileStore(folder).getUsableSpace() < Math.max(2 * bytes, LITTLE_BYTES);
        } catch (IOException unknown) {
            e.addSuppressed(unknown);
            return false;
        }
    }
}
