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
/// @param condition the text of `if`, where it has one
/// @param timeout of one attempt, where it has one
/// @param stepTimeout of all attempts and the waiting between them, where it has one
/// @param continueOnError whether the run goes on where the step fails
public record StepDefinition(
        StepId id,
        Location idAt,
        String name,
        LocatedText agent,
        Optional<List<LocatedText>> needs,
        Located.Mapping inputs,
        Optional<Located.Scalar> condition,
        Optional<Duration> timeout,
        Optional<Duration> stepTimeout,
        RetryPolicy retry,
        boolean continueOnError) {}
