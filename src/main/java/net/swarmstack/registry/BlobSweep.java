package net.swarmstack.registry;

import net.swarmstack.catalog.GarbageStore.Amount;
import net.swarmstack.catalog.GarbageStore.Sweep;
import net.swarmstack.model.Reason;
import net.swarmstack.model.Sha256;
import net.swarmstack.model.SwarmException;
import net.swarmstack.model.SwarmException.Code;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/// Removes the files of a [BlobStore] that nothing refers to and nobody stored or used for a while:
/// contents, those that were never finished, and the folders that are empty then. What has another
/// name is none of Swarm's, and stays.
///
/// A store that finds a content makes its file young; one that does not puts a young file there.
/// Both happen under the same lock as the last look at a file's age here and its removal. So either
/// the store is first, and the file is too young to go, or the removal is, and the store finds
/// nothing and writes the content anew. In between there is no moment.
final class BlobSweep {

    /// How many files are looked at again, and removed, under one lock: others wait for it.
    private static final int BATCH = 500;

    private static final Pattern PART = Pattern.compile("[0-9a-f]{2}");
    private static final Pattern DIGEST = Pattern.compile("[0-9a-f]{64}");
    private static final Pattern UNFINISHED = Pattern.compile("\\.new-[0-9]+");

    private final Path folder;
    private final Predicate<Sha256> referenced;
    private final Sweep sweep;
    private final Consumer<Runnable> locked;
    private final List<Path> batch = new ArrayList<>();
    private Amount removed = Amount.NONE;

    /// @param folder of the store
    /// @param locked as of [BlobStore#put]
    BlobSweep(Path folder, Predicate<Sha256> referenced, Sweep sweep, Consumer<Runnable> locked) {
        this.folder = folder;
        this.referenced = referenced;
        this.sweep = sweep;
        this.locked = locked;
    }

    Amount run() {
        try {
            addGarbage(folder, "");
            for (Path first : parts(folder)) {
                for (Path second : parts(first)) {
                    addGarbage(second, first.getFileName().toString() + second.getFileName());
                }
            }
        } catch (IOException e) {
            throw failure(folder, e);
        }
        removeBatch();
        return removed;
    }

    private static List<Path> parts(Path folder) throws IOException {
        var parts = new ArrayList<Path>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            for (Path entry : entries) {
                if (PART.matcher(entry.getFileName().toString()).matches()) {
                    parts.add(entry);
                }
            }
        } catch (NoSuchFileException e) {
            return List.of(); // another collector removed it
        }
        return parts;
    }

    /// @param start which the digests in a folder have; empty for the outermost, which has none
    private void addGarbage(Path part, String start) throws IOException {
        boolean isEmpty = true;
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(part)) {
            for (Path entry : entries) {
                isEmpty = false;
                String name = entry.getFileName().toString();
                boolean isGarbage =
                        DIGEST.matcher(name).matches()
                                ? !start.isEmpty()
                                        && name.startsWith(start)
                                        && !referenced.test(new Sha256(name))
                                : UNFINISHED.matcher(name).matches();
                if (isGarbage && oldSize(entry) >= 0) {
                    add(entry);
                }
            }
        } catch (NoSuchFileException e) {
            return; // another collector removed it
        }
        if (isEmpty && !start.isEmpty()) {
            add(part);
        }
    }

    private void add(Path garbage) {
        batch.add(garbage);
        if (batch.size() == BATCH) {
            removeBatch();
        }
    }

    private void removeBatch() {
        if (sweep.dryRun()) {
            batch.forEach(this::count);
        } else if (!batch.isEmpty()) {
            locked.accept(() -> batch.forEach(this::remove));
        }
        batch.clear();
    }

    private void count(Path garbage) {
        long size = oldSize(garbage);
        removed = size >= 0 ? removed.and(size) : removed;
    }

    private void remove(Path garbage) {
        try {
            long size = oldSize(garbage);
            if (size >= 0) {
                Files.delete(garbage);
                removed = removed.and(size);
            }
            removeWhereEmpty(size >= 0 ? garbage.resolveSibling("") : garbage);
        } catch (IOException e) {
            throw failure(garbage, e);
        }
    }

    /// Removes a folder of the store, and then perhaps the one above, but never the outermost.
    private void removeWhereEmpty(Path part) throws IOException {
        try {
            for (Path at = part; !at.equals(folder); at = at.resolveSibling("")) {
                if (!Files.isDirectory(at)) {
                    return;
                }
                Files.delete(at);
            }
        } catch (DirectoryNotEmptyException | NoSuchFileException e) {
            return; // as most are
        }
    }

    /// The size of a file that is old enough to go; -1 where it is not, or is no file.
    private long oldSize(Path file) {
        try {
            var attributes =
                    Files.readAttributes(
                            file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            boolean isOld = attributes.lastModifiedTime().toInstant().isBefore(sweep.before());
            return attributes.isRegularFile() && isOld ? attributes.size() : -1;
        } catch (NoSuchFileException e) {
            return -1;
        } catch (IOException e) {
            throw failure(file, e);
        }
    }

    private static SwarmException failure(Path file, IOException e) {
        return new SwarmException(
                Code.STORE_FAILED, "can't remove " + file + ": " + Reason.of(e), e);
    }
}
