package net.swarmstack.definition;

import net.swarmstack.model.Located;

/// A `notify` among the handlers of a run's end.
///
/// @param type how to tell, as in `log`
/// @param settings its other keys
public record NotifyDefinition(String type, Located.Mapping settings) {}
