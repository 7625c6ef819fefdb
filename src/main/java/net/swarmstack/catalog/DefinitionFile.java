package net.swarmstack.catalog;

import net.swarmstack.model.SwarmException;
import net.swarmstack.model.SwarmException.Code;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// An `agent.yaml` or `workflow.yaml` that somebody named by its path or its folder's.
///
/// @param file as problems name it
record DefinitionFile(Path file) {

    static final String AGENT = "agent.yaml";
    static final String WORKFLOW = "workflow.yaml";

    private static final int MAX_BYTES = 1 << 20;

    /// @param name of the file, where the path is a folder's
    /// @throws SwarmException `NOT_FOUND` where there is none
    static DefinitionFile of(Path path, String name) {
        Path file = Files.isDirectory(path) ? path.resolve(name) : path;
        if (!Files.isRegularFile(file)) {
            throw new SwarmException(
                    Code.NOT_FOUND, file + " does not exist: expected a folder with " + name);
        }
        return new DefinitionFile(file);
    }

    /// Those in the folders of a folder, by name; folders that begin with `.` or `_` are Swarm's
    /// own.
    static List<DefinitionFile> in(Path folder, String name) {
        var found = new ArrayList<DefinitionFile>();
        if (!Files.isDirectory(folder)) {
            return found;
        }
        try (Stream<Path> folders = Files.list(folder)) {
            folders.filter(child -> !child.getFileName().toString().matches("[._].*"))
                    .map(child -> child.resolve(name))
                    .filter(Files::isRegularFile)
                    .sorted()
                    .map(DefinitionFile::new)
                    .forEach(found::add);
        } catch (IOException e) {
            throw new SwarmException(Code.MISCONFIGURED, "can't read " + folder + ": " + e, e);
        }
        return found;
    }

    /// The folder it is in.
    Path folder() {
        return file.toAbsolutePath().normalize().resolveSibling("").normalize();
    }

    /// @throws SwarmException `INVALID_DEFINITION` where it is no UTF-8, or over 1 MiB
    String text() {
        byte[] bytes;
        try (InputStream in = Files.newInputStream(file)) {
            bytes = in.readNBytes(MAX_BYTES + 1);
        } catch (IOException e) {
            throw new SwarmException(Code.MISCONFIGURED, "can't read " + file + ": " + e, e);
        }
        if (bytes.length > MAX_BYTES) {
            throw new SwarmException(
                    Code.INVALID_DEFINITION, file + ":1:1: more than 1 MiB; a definition is less");
        }
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException e) {
            throw new SwarmException(
                    Code.INVALID_DEFINITION, file + ":1:1: not UTF-8. Save it as UTF-8.", e);
        }
    }
}
