package net.swarmstack.cli;

import net.swarmstack.definition.Fields;
import net.swarmstack.model.Json;
import net.swarmstack.model.SwarmException;
import net.swarmstack.model.SwarmException.Code;

import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/// The input of a run: one JSON object, from the command line, standard input or a file.
final class RunInput {

    static final String INPUT_FILE = "--input-file";
    static final String INPUT = "--input";

    private RunInput() {}

    /// The input that a command line gives; an empty object where it gives none.
    ///
    /// @param argument which positional argument it may be
    /// @throws SwarmException `USAGE`, `NOT_FOUND` or `INVALID_INPUT`
    static ObjectNode read(Invocation invocation, int argument) {
        Optional<String> text = invocation.optionalArgument(argument);
        Optional<String> file = invocation.option(INPUT_FILE);
        if (text.isPresent() && file.isPresent()) {
            throw new SwarmException(
                    Code.USAGE, "two inputs: give INPUT-JSON, - or " + INPUT_FILE + ", only one.");
        }
        if (file.isPresent()) {
            return object(file.get(), fromFile(Path.of(file.get())));
        }
        if (text.isEmpty()) {
            return Json.object();
        }
        return text.get().equals("-")
                ? object("standard input", fromStream(invocation.console().in()))
                : object("INPUT-JSON", text.get().getBytes(StandardCharsets.UTF_8));
    }

    /// An input with what `--input NAME=VALUE` gives put in it, each value read as its declared
    /// type, else as text.
    ///
    /// @throws SwarmException `USAGE` where one is no such value
    static ObjectNode withAssigned(Invocation invocation, ObjectNode input, Fields declared) {
        ObjectNode assigned =
                Assignments.read(
                        invocation,
                        INPUT,
                        name ->
                                declared.find(name)
                                        .map(field -> field.schema().path("type").asString(""))
                                        .orElse(""));
        return assigned.isEmpty() ? input : input.deepCopy().setAll(assigned);
    }

    private static byte[] fromFile(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            return in.readNBytes(Json.MAX_DOCUMENT_BYTES + 1);
        } catch (NoSuchFileException e) {
            throw new SwarmException(Code.NOT_FOUND, "no file " + file, e);
        } catch (IOException e) {
            throw new SwarmException(
                    Code.INVALID_INPUT, "can't read " + file + ": " + e.getMessage(), e);
        }
    }

    private static byte[] fromStream(InputStream in) {
        try {
            return in.readNBytes(Json.MAX_DOCUMENT_BYTES + 1);
        } catch (IOException e) {
            throw new SwarmException(
                    Code.INVALID_INPUT, "can't read standard input: " + e.getMessage(), e);
        }
    }

    private static ObjectNode object(String source, byte[] utf8) {
        if (utf8.length > Json.MAX_DOCUMENT_BYTES) {
            throw refusal(source, "more than " + (Json.MAX_DOCUMENT_BYTES >> 20) + " MiB");
        }
        try {
            if (Json.parse(utf8) instanceof ObjectNode object) {
                return object;
            }
        } catch (IllegalArgumentException e) {
            throw refusal(source, String.valueOf(e.getMessage()));
        }
        throw refusal(source, "not an object");
    }

    private static SwarmException refusal(String source, String why) {
        return new SwarmException(
                Code.INVALID_INPUT,
                source + ": " + why + "; expected one JSON object, such as '{\"message\":\"hi\"}'");
    }
}
