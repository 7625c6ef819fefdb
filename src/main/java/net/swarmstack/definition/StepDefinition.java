package net.swarmstack.definition;

import net.swarmstack.model.Located;
import net.swarmstack.model.Location;
import net.swarmstack.model.StepId;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// A step as it is written.
///
/// @param idAt where its id stands
/// @param name for people; the id where it has none
/// @param agent a reference such as `echo@^1`
/// @param needs the ids it names, where it has the key; an empty list differs from none
/// @param inputs the values it gives its agent, by name
/// @param timeout of one attempt, where it has one
public record StepDefinition(
        StepId id,
        Location idAt,
        String name,
        LocatedText agent,
        Optional<List<LocatedText>> needs,
        Located.Mapping inputs,
        Optional<Duration> timeout) {}
