package net.swarmstack.definition;

import net.swarmstack.model.Located;
import net.swarmstack.model.Location;
import net.swarmstack.model.Parsed;

import tools.jackson.databind.JsonNode;

import java.util.Optional;
import java.util.function.Function;

/// Reads definitions: from the text of a file, or from the JSON they were pinned as.
public final class DefinitionReader {

    /// The manifest in an `agent.yaml`.
    ///
    /// @param file how problems name it
    public Parsed<AgentManifest> agent(String file, String yamlText) {
        return read(YamlText.read(file, yamlText), problems -> new AgentReader(problems)::read);
    }

    /// The manifest that was pinned as its `source`; problems name it `pinned agent`.
    public Parsed<AgentManifest> agent(JsonNode source) {
        return read(pinned("pinned agent", source), problems -> new AgentReader(problems)::read);
    }

    /// The definition in a `workflow.yaml`.
    ///
    /// @param file how problems name it
    public Parsed<WorkflowDefinition> workflow(String file, String yamlText) {
        return read(YamlText.read(file, yamlText), problems -> new WorkflowReader(problems)::read);
    }

    /// The definition that was pinned as its `source`.
    ///
    /// @param reference `name@version`: how problems name it, for there is no file
    public Parsed<WorkflowDefinition> workflow(String reference, JsonNode source) {
        return read(pinned(reference, source), problems -> new WorkflowReader(problems)::read);
    }

    private static Parsed<Located> pinned(String label, JsonNode source) {
        return new Parsed.Valid<>(Located.of(source, new Location(label, 1, 1)));
    }

    private static <T> Parsed<T> read(
            Parsed<Located> text, Function<Problems, Function<Located, Optional<T>>> reader) {
        var problems = new Problems();
        problems.addUnreadable(text.problems());
        Optional<T> value = text.readable().flatMap(reader.apply(problems));
        return problems.isEmpty() && value.isPresent()
                ? new Parsed.Valid<>(value.get())
                : new Parsed.Invalid<>(problems.all(), value);
    }
}
