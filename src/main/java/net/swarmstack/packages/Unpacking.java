package net.swarmstack.packages;

import net.swarmstack.model.Excerpt;

import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.jspecify.annotations.Nullable;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Unpacks an archive, which may come from anybody, into a new folder. Only files and folders are
/// made, each once, below the folder, within the limits; links are never made, so nothing is
/// written through one. All is read-only; the folder itself stays writable, so that it can be
/// moved.
final class Unpacking {

    static final Set<PosixFilePermission> READ_ONLY_EXECUTABLE =
            PosixFilePermissions.fromString("r-xr-xr-x");
    private static final Set<PosixFilePermission> READ_ONLY =
            PosixFilePermissions.fromString("r--r--r--");

    private static final int OWNER_MAY_EXECUTE = 0100;
    private static final int MAX_HEADER_BYTES = 64 * 1024;
    private static final int MAX_REPEATS = 10;

    private final Path folder;
    private final PackageLimits limits;
    private final Set<String> files = new HashSet<>();
    private final Set<String> folders = new HashSet<>();
    private final List<Path> made = new ArrayList<>();
    private long totalBytes;
    private int read;

    private Unpacking(Path folder, PackageLimits limits) {
        this.folder = folder;
        this.limits = limits;
    }

    /// @param archive a tar, not compressed; stays open
    /// @param folder is made
    /// @throws BadArchiveException where it is no archive of a package; what was unpacked stays
    static void unpack(InputStream archive, Path folder, PackageLimits limits) throws IOException {
        Files.createDirectory(folder);
        var unpacking = new Unpacking(folder, limits);
        unpacking.addAll(archive);
        for (Path inner : unpacking.made.reversed()) {
            Files.setPosixFilePermissions(inner, READ_ONLY_EXECUTABLE);
        }
    }

    private void addAll(InputStream archive) throws IOException {
        var budget = new HeaderBudget(archive, MAX_HEADER_BYTES);
        // Not closed here: the caller looks at what is behind the archive.
        var tar =
                new TarArchiveInputStream(
                        budget,
                        HeaderBudget.RECORD, // with larger blocks it reads on behind the end
                        HeaderBudget.RECORD,
                        StandardCharsets.UTF_8.name());
        for (TarArchiveEntry entry = next(tar); entry != null; entry = next(tar)) {
            budget.allow(entry.getSize() + MAX_HEADER_BYTES);
            add(entry, tar);
            budget.allow(MAX_HEADER_BYTES);
        }
        readEnd(budget);
    }

    private static void readEnd(HeaderBudget budget) throws IOException {
        try {
            budget.readEnd();
        } catch (IOException e) {
            throw damaged(e);
        }
    }

    /// The next entry; null after the last, as the library has it.
    private static @Nullable TarArchiveEntry next(TarArchiveInputStream tar) throws IOException {
        try {
            return tar.getNextEntry();
        } catch (IllegalArgumentException e) {
            throw new BadArchiveException("is damaged: " + e.getMessage());
        } catch (IOException e) {
            throw damaged(e);
        }
    }

    private static int read(InputStream content, byte[] buffer) throws IOException {
        try {
            return content.read(buffer);
        } catch (IOException e) {
            throw damaged(e);
        }
    }

    /// What the library and the decompression say of what they can't read.
    private static BadArchiveException damaged(IOException e) {
        return switch (e) {
            case BadArchiveException known -> known;
            case EOFException _ -> new BadArchiveException("ends in the middle");
            default -> new BadArchiveException("is damaged: " + e.getMessage());
        };
    }

    private void add(TarArchiveEntry entry, InputStream content) throws IOException {
        boolean isFolder = entry.getLinkFlag() == TarConstants.LF_DIR;
        if (!entry.isCheckSumOK()) {
            throw refused(entry, "has a wrong checksum");
        }
        if (++read > MAX_REPEATS * limits.entries()) {
            throw tooMany(); // a folder may be named again and again
        }
        String name = checkedName(entry.getName());
        if (name.isEmpty() && isFolder) {
            return; // the folder itself, as in "./"
        }
        if (isFolder) {
            addFolder(name);
            return;
        }
        boolean isFile =
                entry.getLinkFlag() == TarConstants.LF_NORMAL
                        || entry.getLinkFlag() == TarConstants.LF_OLDNORM;
        if (!isFile || entry.isSparse()) {
            throw refused(entry, "is " + kind(entry) + ": only files and folders are taken");
        }
        if (name.isEmpty() || entry.getName().endsWith("/")) {
            throw refused(entry, "is no name of a file");
        }
        addFile(entry, name, content);
    }

    private static String kind(TarArchiveEntry entry) {
        if (entry.isSymbolicLink() || entry.isLink()) {
            return "a link";
        }
        return entry.isSparse() ? "a sparse file" : "neither a file nor a folder";
    }

    /// The name without `.` in it.
    private static String checkedName(String written) throws BadArchiveException {
        boolean isInside =
                !written.startsWith("/") && !List.of(written.split("/", -1)).contains("..");
        if (!isInside) {
            throw new BadArchiveException("holds " + shown(written) + ", which leaves the package");
        }
        if (written.chars().anyMatch(Character::isISOControl)) {
            throw new BadArchiveException("holds a name with a control character in it");
        }
        String name = Path.of(written).normalize().toString();
        Optional<String> problem = PackageLimits.problemOf(name);
        if (problem.isPresent()) {
            throw new BadArchiveException("holds " + shown(written) + ", which " + problem.get());
        }
        return name;
    }

    private void addFolder(String name) throws IOException {
        if (folders.contains(name) || name.isEmpty()) {
            return;
        }
        if (files.contains(name)) {
            throw new BadArchiveException("holds " + shown(name) + " as a file and as a folder");
        }
        addFolder(parent(name));
        folders.add(name);
        countEntry();
        made.add(Files.createDirectory(folder.resolve(name)));
    }

    private void addFile(TarArchiveEntry entry, String name, InputStream content)
            throws IOException {
        if (!files.add(name) || folders.contains(name)) {
            throw refused(entry, "is there twice");
        }
        addFolder(parent(name));
        countEntry();
        Path target = folder.resolve(name);
        try (OutputStream out = Files.newOutputStream(target, StandardOpenOption.CREATE_NEW)) {
            copy(entry, content, out);
        }
        boolean isExecutable = (entry.getMode() & OWNER_MAY_EXECUTE) != 0;
        Files.setPosixFilePermissions(target, isExecutable ? READ_ONLY_EXECUTABLE : READ_ONLY);
    }

    private void copy(TarArchiveEntry entry, InputStream content, OutputStream out)
            throws IOException {
        byte[] buffer = new byte[64 * 1024];
        long bytes = 0;
        for (int read = read(content, buffer); read >= 0; read = read(content, buffer)) {
            bytes += read;
            totalBytes += read;
            if (bytes > limits.fileBytes()) {
                throw refused(entry, "has more than %,d MiB".formatted(limits.fileBytes() >> 20));
            }
            if (totalBytes > limits.totalBytes()) {
                throw new BadArchiveException(
                        "holds more than %,d MiB".formatted(limits.totalBytes() >> 20));
            }
            out.write(buffer, 0, read);
        }
    }

    private void countEntry() throws BadArchiveException {
        if (files.size() + folders.size() > limits.entries()) {
            throw tooMany();
        }
    }

    private BadArchiveException tooMany() {
        return new BadArchiveException(
                "holds more than %,d files and folders".formatted(limits.entries()));
    }

    private static String parent(String name) {
        return name.substring(0, Math.max(0, name.lastIndexOf('/')));
    }

    private static BadArchiveException refused(TarArchiveEntry entry, String why) {
        return new BadArchiveException("holds " + shown(entry.getName()) + ", which " + why);
    }

    private static String shown(String name) {
        return Excerpt.quote(name);
    }
}
