package net.swarmstack.definition;

import net.swarmstack.model.Located;

/// A handler of a run's end.
public sealed interface HandlerDefinition {

    /// Tells somebody.
    ///
    /// @param type how to tell, as in `log`
    /// @param settings its other keys
    record Notify(String type, Located.Mapping settings) implements HandlerDefinition {}

    /// Executes an agent.
    ///
    /// @param step without `needs`, `foreach` and `continue_on_error`
    record Step(StepDefinition step) implements HandlerDefinition {}
}
