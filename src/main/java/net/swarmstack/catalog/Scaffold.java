package net.swarmstack.catalog;

import net.swarmstack.catalog.Registration.Kind;
import net.swarmstack.definition.AgentManifest;
import net.swarmstack.definition.DefinitionReader;
import net.swarmstack.definition.Names;
import net.swarmstack.definition.WorkflowDefinition;
import net.swarmstack.definition.YamlWriter;
import net.swarmstack.model.Excerpt;
import net.swarmstack.model.Json;
import net.swarmstack.model.Nearest;
import net.swarmstack.model.Parsed;
import net.swarmstack.model.Reason;
import net.swarmstack.model.SwarmException;
import net.swarmstack.model.SwarmException.Code;
import net.swarmstack.packages.Durable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// New agents and workflows, made of the templates in a root.
public final class Scaffold {

    private static final Pattern NAME_LINE = Pattern.compile("^name:.*$", Pattern.MULTILINE);

    private final Root root;
    private final CatalogStore store;
    private final DefinitionReader reader = new DefinitionReader();

    public Scaffold(Root root, CatalogStore store) {
        this.root = root;
        this.store = store;
    }

    /// What something new may begin as.
    ///
    /// @param description of its definition; empty where that can't be read
    public record Template(String name, String description, Path folder) {}

    /// The templates of a kind, by name.
    public static List<Template> templates(Root root, Kind kind) {
        return DefinitionFile.in(folder(root, kind).resolve("_templates"), fileName(kind)).stream()
                .map(file -> template(kind, file))
                .toList();
    }

    private static Template template(Kind kind, DefinitionFile file) {
        String description =
                read(new DefinitionReader(), kind, file, file.text()).readable().orElse("");
        return new Template(file.folder().getFileName().toString(), description, file.folder());
    }

    /// The description in a definition.
    private static Parsed<String> read(
            DefinitionReader reader, Kind kind, DefinitionFile file, String text) {
        return switch (kind) {
            case AGENT ->
                    described(
                            reader.agent(file.file().toString(), text), AgentManifest::description);
            case WORKFLOW ->
                    described(
                            reader.workflow(file.file().toString(), text),
                            WorkflowDefinition::description);
        };
    }

    private static <T> Parsed<String> described(Parsed<T> parsed, Function<T, String> description) {
        Optional<String> text = parsed.readable().map(description);
        return parsed.problems().isEmpty() && text.isPresent()
                ? new Parsed.Valid<>(text.get())
                : new Parsed.Invalid<>(parsed.problems(), text);
    }

    /// Makes an agent or workflow in the root's own folder; nothing is registered.
    ///
    /// @param template its name; the usual one where none is given
    /// @return the new folder
    /// @throws SwarmException `USAGE` for what is no name, `CONFLICT` where there is one of the
    ///   name, `NOT_FOUND` where there is no such template, `INVALID_DEFINITION` where the template
    ///   has mistakes
    public Path create(Kind kind, String name, Optional<String> template) {
        if (!Names.isName(name)) {
            throw new SwarmException(
                    Code.USAGE,
                    Excerpt.quote(name)
                            + " is no name: lower-case letters, digits and hyphens, at most 63, with"
                            + " a letter or digit at both ends");
        }
        Path target = folder(root, kind).resolve(name);
        refuseExisting(kind, name, target);
        Path source = folder(kind, template.orElse(usual(kind)));
        var file = new DefinitionFile(source.resolve(fileName(kind)));
        String text = named(file, name);
        var _ = read(reader, kind, file, text).orThrow();
        try {
            write(source, target, fileName(kind), text);
        } catch (IOException e) {
            throw Reason.refusal("can't make " + target, e);
        }
        return target;
    }

    private void refuseExisting(Kind kind, String name, Path target) {
        if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
            throw new SwarmException(
                    Code.CONFLICT, target + " exists. Choose another name, or edit what is there.");
        }
        List<String> paths =
                switch (kind) {
                    case AGENT -> store.agents(name).stream().map(AgentRow::path).toList();
                    case WORKFLOW -> store.workflows(name).stream().map(WorkflowRow::path).toList();
                };
        if (!paths.isEmpty()) {
            throw new SwarmException(
                    Code.CONFLICT,
                    "%s %s is registered, from %s. Choose another name."
                            .formatted(kind.text(), name, paths.getLast()));
        }
    }

    private Path folder(Kind kind, String template) {
        List<Template> templates = templates(root, kind);
        List<String> names = templates.stream().map(Template::name).toList();
        return templates.stream()
                .filter(known -> known.name().equals(template))
                .findFirst()
                .map(Template::folder)
                .orElseThrow(() ->
                        new SwarmException(
                                Code.NOT_FOUND,
                                "no template %s for %ss.%s There are: %s."
                                        .formatted(
                                                Excerpt.quote(template),
                                                kind.text(),
                                                Nearest.hint(template, names),
                                                Excerpt.names(names))));
    }

    /// The template's text with the new name in it, and its comments.
    private static String named(DefinitionFile file, String name) {
        Matcher line = NAME_LINE.matcher(file.text());
        if (!line.find()) {
            throw new SwarmException(
                    Code.INVALID_DEFINITION,
                    file.file() + ":1:1: a template needs a line \"name: …\" for the new name");
        }
        String named = YamlWriter.write(Json.object().put("name", name)).strip();
        return line.replaceFirst(Matcher.quoteReplacement(named));
    }

    /// Whole or not at all: the folder gets its name last.
    private static void write(Path source, Path target, String definition, String text)
            throws IOException {
        Path unfinished = Files.createTempDirectory(target.resolveSibling(""), ".new-");
        try {
            try (Stream<Path> files = Files.walk(source)) {
                for (Path file : (Iterable<Path>) files::iterator) {
                    copy(file, unfinished.resolve(source.relativize(file).toString()));
                }
            }
            Files.writeString(unfinished.resolve(definition), text);
            Files.move(unfinished, target, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Durable.deleteTree(unfinished);
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        if (Files.isDirectory(from)) {
            Files.createDirectories(to);
        } else {
            Files.copy(from, to);
        }
    }

    private static Path folder(Root root, Kind kind) {
        return switch (kind) {
            case AGENT -> root.agents();
            case WORKFLOW -> root.workflows();
        };
    }

    private static String fileName(Kind kind) {
        return switch (kind) {
            case AGENT -> DefinitionFile.AGENT;
            case WORKFLOW -> DefinitionFile.WORKFLOW;
        };
    }

    private static String usual(Kind kind) {
        return switch (kind) {
            case AGENT -> "basic-agent";
            case WORKFLOW -> "linear-workflow";
        };
    }
}
