package net.swarmstack.sandbox.host;

import net.swarmstack.sandbox.SandboxEntry;
import net.swarmstack.sandbox.SandboxEntry.Kind;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/// Lists a folder that untrusted code wrote in: follows no link, goes to no depth without end, and
/// passes by what it may not read.
final class FolderListing extends SimpleFileVisitor<Path> {

    private static final int MAX_DEPTH = 32;

    private final Path top;
    private final int most;
    private final List<SandboxEntry> entries = new ArrayList<>();

    private FolderListing(Path top, int most) {
        this.top = top;
        this.most = most;
    }

    /// What lies below a folder, sorted by name; nothing where it is none.
    ///
    /// @param most how many entries are told
    static List<SandboxEntry> of(Path folder, int most) throws IOException {
        if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            return List.of();
        }
        var listing = new FolderListing(folder, most);
        Files.walkFileTree(folder, Set.of(), MAX_DEPTH, listing);
        listing.entries.sort(Comparator.comparing(SandboxEntry::name));
        return listing.entries;
    }

    @Override
    public FileVisitResult preVisitDirectory(Path path, BasicFileAttributes attributes) {
        return path.equals(top) ? FileVisitResult.CONTINUE : add(path, Kind.FOLDER, 0);
    }

    /// A folder comes here too, where it is too deep.
    @Override
    public FileVisitResult visitFile(Path path, BasicFileAttributes attributes) {
        return attributes.isRegularFile()
                ? add(path, Kind.FILE, attributes.size())
                : add(path, Kind.OTHER, 0);
    }

    @Override
    public FileVisitResult visitFileFailed(Path path, IOException failure) {
        return path.equals(top) ? FileVisitResult.CONTINUE : add(path, Kind.OTHER, 0);
    }

    private FileVisitResult add(Path path, Kind kind, long sizeBytes) {
        if (entries.size() == most) {
            return FileVisitResult.TERMINATE;
        }
        entries.add(new SandboxEntry(top.relativize(path).toString(), kind, sizeBytes));
        return FileVisitResult.CONTINUE;
    }
}
