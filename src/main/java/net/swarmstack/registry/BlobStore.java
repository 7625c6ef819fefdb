package net.swarmstack.registry;

import net.swarmstack.model.Sha256;
import net.swarmstack.model.SwarmException;
import net.swarmstack.model.SwarmException.Code;
import net.swarmstack.packages.Durable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/// Large values in files named by their digest, `ab/cd/abcd…`, each written under another name,
/// synced and renamed, so that a name never stands for half a file.
final class BlobStore {

    private final Path folder;

    BlobStore(Path folder) {
        this.folder = folder;
    }

    /// The file of a digest, relative to the folder.
    static String name(Sha256 sha256) {
        String hex = sha256.hex();
        return hex.substring(0, 2) + '/' + hex.substring(2, 4) + '/' + hex;
    }

    /// Keeps the bytes under their digest; durable when the call returns. For one thread at a time.
    void put(Sha256 sha256, byte[] bytes) {
        Path second = folder.resolve(name(sha256)).resolveSibling("").normalize();
        Path file = second.resolve(sha256.hex());
        try {
            if (Files.exists(file) && Files.size(file) == bytes.length) {
                Durable.sync(second); // whoever made the file may have died before this
            } else {
                Files.createDirectories(second);
                Durable.write(file, bytes);
            }
            Durable.sync(second.resolveSibling("").normalize());
            Durable.sync(folder);
        } catch (IOException e) {
            throw failure(file, e, bytes.length);
        }
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
            throw damaged(file, "it is missing");
        } catch (IOException e) {
            throw failure(file, e);
        }
        if (!Sha256.of(bytes).equals(sha256)) {
            throw damaged(file, "its content has another digest than its name says");
        }
        return bytes;
    }

    private static SwarmException damaged(Path file, String how) {
        return new SwarmException(
                Code.MISCONFIGURED,
                "damaged: " + file + ": " + how + ". Restore it from a backup.");
    }

    private static SwarmException failure(Path file, IOException e) {
        return new SwarmException(Code.STORE_FAILED, "can't use " + file + ": " + e, e);
    }

    /// The message of the operating system is in the user's language, so the disk is asked.
    private SwarmException failure(Path file, IOException e, int bytes) {
        try {
            if (Files.getFileStore(folder).getUsableSpace() < 2L * bytes) {
                return new SwarmException(
                        Code.DISK_FULL,
                        "can't store "
                                + file
                                + ": the disk is full. Nothing was written: make room, then try"
                                + " again.",
                        e);
            }
        } catch (IOException unknown) {
            e.addSuppressed(unknown);
        }
        return failure(file, e);
    }
}
