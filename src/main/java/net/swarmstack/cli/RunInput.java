package net.swarmstack.cli;

import net.swarmstack.definition.Fields;
import net.swarmstack.model.Json;
import net.swarmstack.model.Nearest;
import net.swarmstack.model.SwarmException;
import net.swarmstack.model.SwarmException.Code;

import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The input of a run: one JSON object, or names with values, from the command line, standard input
/// or a file.
final class RunInput {

    static final String INPUT = "--input";
    static final String INPUT_FILE = "--input-file";
    private static final String STDIN = "-";

    private RunInput() {}

    /// The input that a command line gives as a whole; an empty object where it gives none.
    ///
    /// @param argument which positional argument it may be
    /// @throws SwarmException `USAGE`, `NOT_FOUND` or `INVALID_INPUT`
    static ObjectNode read(Invocation invocation, int argument) {
        Optional<String> text = invocation.optionalArgument(argument);
        Optional<String> file = invocation.option(INPUT_FILE);
        if (Stream.of(text.isPresent(), file.isPresent(), invocation.has(INPUT))
                        .filter(b -> b)
                        .count()
                > 1) {
            throw new SwarmException(
                    Code.USAGE,
                    "two inputs: give INPUT-JSON, -, %s or %s, only one of them"
                            .formatted(INPUT_FILE, INPUT));
        }
        if (text.or(() -> file).filter(STDIN::equals).isPresent()) {
            return object("standard input", fromStream(invocation.console().in()));
        }
        return file.map(name -> object(name, fromFile(Path.of(name))))
                .or(() -> text.map(RunInput::ofArgument))
                .orElseGet(Json::object);
    }

    private static ObjectNode ofArgument(String text) {
        return object("INPUT-JSON", text);
    }

    /// An object that stands on the command line.
    ///
    /// @param source where, for the message
    /// @throws SwarmException `INVALID_INPUT` where it is none
    static ObjectNode object(String source, String text) {
        return object(source, text.getBytes(StandardCharsets.UTF_8));
    }

    /// The input with what `--input` gives, each value read as it is declared, else as text.
    ///
    /// @param given by [#read]
    /// @throws SwarmException `USAGE` where one is no such value, `INVALID_INPUT` where inputs are
    ///   declared and one is none of them
    static ObjectNode complete(Invocation invocation, ObjectNode given, Fields declared) {
        ObjectNode pairs = Assignments.read(invocation, INPUT, name -> type(declared, name));
        ObjectNode input = pairs.isEmpty() ? given : pairs;
        if (declared.isWritten()) {
            input.propertyNames().stream()
                    .filter(name -> declared.find(name).isEmpty())
                    .findFirst()
                    .ifPresent(name -> {
                        throw undeclared(invocation.argument(0), name, declared.names());
                    });
        }
        return input;
    }

    /// A person's mistake; what other triggers bring may hold more than is declared.
    private static SwarmException undeclared(String what, String name, List<String> declared) {
        return new SwarmException(
                Code.INVALID_INPUT, Nearest.unknown(what, "input", name, declared));
    }

    private static String type(Fields declared, String name) {
        return declared.find(name)
                .map(field -> field.schema().path("type").asString(""))
                .orElse("");
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
