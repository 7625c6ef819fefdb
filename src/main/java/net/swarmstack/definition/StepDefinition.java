package net.swarmstack.definition;

import net.swarmstack.model.Excerpt;
import net.swarmstack.model.Isolation;
import net.swarmstack.model.Located;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// A step as it is written.
///
/// @param id as [net.swarmstack.model.StepId]; in a definition with problems any text, which is
///   empty where none can be read
/// @param name for people; the id where it has none
/// @param agent a reference such as `echo@^1`; in a definition with problems it may be empty
/// @param needs the ids it names, where it has the key; an empty list differs from none
/// @param inputs the values it gives its agent, by name
/// @param condition the text of `if`, where it has one
/// @param forEach the value of `foreach`, where it has one
/// @param concurrency how many items may execute at once
/// @param timeout of one attempt, where it has one
/// @param stepTimeout of all attempts and the waiting between them, where it has one
/// @param continueOnError whether the run goes on where the step fails
/// @param effects [StepEffects#IDEMPOTENT] where it has no such key
/// @param isolation the least it accepts; the weakest where it has no such key
public record StepDefinition(
        LocatedText id,
        String name,
        LocatedText agent,
        Optional<List<LocatedText>> needs,
        Located.Mapping inputs,
        Optional<Located.Scalar> condition,
        Optional<Located> forEach,
        int concurrency,
        Optional<Duration> timeout,
        Optional<Duration> stepTimeout,
        RetryPolicy retry,
        boolean continueOnError,
        StepEffects effects,
        Isolation isolation) {

    /// How problems name it.
    public String label() {
        return label(id.text());
    }

    static String label(String id) {
        return id.isBlank() ? "a step" : "step " + Excerpt.quote(id);
    }
}
