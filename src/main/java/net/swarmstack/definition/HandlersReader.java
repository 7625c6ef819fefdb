package net.swarmstack.definition;

import net.swarmstack.model.Located;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Reads the handlers of a run's end.
final class HandlersReader {

    private static final String STEP = "step";
    private static final List<String> KEYS = List.of(NotifyReader.NOTIFY, STEP);

    private final Problems problems;
    private final NotifyReader notifications;
    private final StepReader steps;

    HandlersReader(Problems problems) {
        this.problems = problems;
        this.notifications = new NotifyReader(problems);
        this.steps = StepReader.ofHandlers(problems);
    }

    /// The handlers that a key of the workflow lists.
    List<HandlerDefinition> read(Section workflow, String key) {
        List<HandlerDefinition> handlers = new ArrayList<>();
        for (Located item : workflow.items(key)) {
            Section.of(item, key, KEYS, problems)
                    .flatMap(handler -> handler(item, handler))
                    .ifPresent(handlers::add);
        }
        return handlers;
    }

    private Optional<HandlerDefinition> handler(Located item, Section section) {
        Optional<Located> notify = section.get(NotifyReader.NOTIFY);
        Optional<Located> step = section.get(STEP);
        if (notify.isPresent() && step.isPresent()) {
            problems.add(section.at(), "\"notify\" and \"step\" in one handler: make them two");
            return Optional.empty();
        }
        if (notify.isEmpty() && step.isEmpty() && hasOnlyKnownKeys(item)) {
            problems.add(item.at(), "a handler needs a value for \"notify\" or \"step\"");
        }
        return notify.flatMap(notifications::read)
                .or(() -> step.map(steps::read).map(HandlerDefinition.Step::new));
    }

    /// Another key has been told as an unknown one.
    private static boolean hasOnlyKnownKeys(Located handler) {
        return handler instanceof Located.Mapping mapping
                && KEYS.containsAll(mapping.entries().keySet());
    }
}
