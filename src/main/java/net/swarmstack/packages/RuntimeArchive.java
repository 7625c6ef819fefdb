package net.swarmstack.packages;

import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.GZIPInputStream;

/// A package of npm that holds an interpreter.
///
/// @param file a `.tgz`
public record RuntimeArchive(Path file) {

    private static final long MAX_FILE_BYTES = 512L << 20;

    /// Its SHA-512, in Base64, as npm names it.
    public String sha512() throws IOException {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-512");
            try (var in = new DigestInputStream(Files.newInputStream(file), digest)) {
                in.transferTo(OutputStream.nullOutputStream());
            }
            return Base64.getEncoder().encodeToString(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-512", e);
        }
    }

    /// Takes single files out of it; nothing else is written.
    ///
    /// @param wanted where each goes, by its name in the archive
    /// @throws IOException where one is missing, or is no file of a reasonable size
    public void extract(Map<String, Path> wanted) throws IOException {
        var missing = new HashMap<>(wanted);
        try (InputStream compressed = new BufferedInputStream(Files.newInputStream(file));
                var tar = new TarArchiveInputStream(new GZIPInputStream(compressed))) {
            for (TarArchiveEntry entry = tar.getNextEntry();
                    entry != null && !missing.isEmpty();
                    entry = tar.getNextEntry()) {
                Path target = missing.remove(entry.getName());
                if (target != null) {
                    write(tar, entry, target);
                }
            }
        }
        if (!missing.isEmpty()) {
            throw new IOException(file + " holds no " + missing.keySet());
        }
    }

    private void write(InputStream tar, TarArchiveEntry entry, Path target) throws IOException {
        if (!entry.isFile() || entry.getSize() > MAX_FILE_BYTES) {
            throw new IOException(entry.getName() + " in " + file + " is no file, or too large");
        }
        Files.createDirectories(target.resolveSibling(""));
        Files.copy(tar, target);
    }
}
