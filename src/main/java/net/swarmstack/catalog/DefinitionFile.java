package net.swarmstack.catalog;

import net.swarmstack.model.Reason;
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
/// @param shown how problems name it
public record DefinitionFile(Path file, String shown) {

    static final String AGENT = "agent.yaml";
    static final String WORKFLOW = "workflow.yaml";

    private static final int MAX_BYTES = 1 << 20;

    DefinitionFile(Path file) {
        this(file, file.toString());
    }

    /// The manifest of a package.
    ///
    /// @param path the package's folder, or its `agent.yaml`
    /// @throws SwarmException `NOT_FOUND` where there is none
    static DefinitionFile ofAgent(Path path) {
        if (Files.notExists(path)) {
            throw new SwarmException(Code.NOT_FOUND, path + " does not exist");
        }
        Path file = path.endsWith(AGENT) ? path : path.resolve(AGENT);
        return existing(
                file, "expected the folder of an agent, with " + AGENT + " in it, or its .tar.gz");
    }

    /// A workflow.
    ///
    /// @param path the file, or the folder of a `workflow.yaml`
    /// @throws SwarmException `NOT_FOUND` where there is none
    static DefinitionFile ofWorkflow(Path path) {
        Path file = Files.isDirectory(path) ? path.resolve(WORKFLOW) : path;
        return existing(file, "expected a workflow, or a folder with " + WORKFLOW + " in it");
    }

    private static DefinitionFile existing(Path file, String expected) {
        if (!Files.isRegularFile(file)) {
            throw new SwarmException(Code.NOT_FOUND, file + " is no file: " + expected);
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
            throw new SwarmException(
                    Code.MISCONFIGURED, "can't read " + folder + ": " + Reason.of(e), e);
        }
        return found;
    }

    /// The file, wherever the process stands.
    Path absolute() {
        return file.toAbsolutePath().normalize();
    }

    /// The folder it is in.
    Path folder() {
        return absolute().resolveSibling("").normalize();
    }

    /// @throws SwarmException as [#text(Path)]
    String text() {
        return text(file);
    }

    /// The text of a file that Swarm reads as YAML.
    ///
    /// @throws SwarmException `INVALID_DEFINITION` where it is no UTF-8, or over 1 MiB,
    ///   `MISCONFIGURED` where it can't be read
    public static String text(Path file) {
        byte[] bytes;
        try (InputStream in = Files.newInputStream(file)) {
            bytes = in.readNBytes(MAX_BYTES + 1);
        } catch (IOException e) {
            throw new SwarmException(
                    Code.MISCONFIGURED, "can't read " + file + ": " + Reason.of(e), e);
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
