package net.swarmstack.cli;

import net.swarmstack.engine.RunOutcome;
import net.swarmstack.engine.RunViews;
import net.swarmstack.engine.RunViews.RunView;
import net.swarmstack.model.Failure;
import net.swarmstack.model.RunId;
import net.swarmstack.model.RunStatus;
import net.swarmstack.model.StepId;

import tools.jackson.databind.JsonNode;

import java.util.Optional;

/// How a run ended, for who waited for it.
///
/// @param result what it gave
/// @param error why it gave nothing, or an empty text
/// @param errorStep the step that failed first, or an empty text
record RunEnd(
        RunId run, RunStatus status, Optional<JsonNode> result, String error, String errorStep) {

    static RunEnd of(RunId run, RunOutcome outcome) {
        return new RunEnd(
                run,
                outcome.status(),
                outcome.result(),
                outcome.error().map(Failure::toString).orElse(""),
                outcome.errorStep().map(StepId::value).orElse(""));
    }

    static RunEnd read(RunViews runs, RunId run) {
        RunView view = runs.find(run).orElseThrow();
        return new RunEnd(
                run,
                view.status(),
                runs.wholeResult(run),
                RunReport.text(view.row(), "error"),
                RunReport.text(view.row(), "error_step"));
    }

    /// Prints the result, or with `-o` the whole run; what went wrong goes to standard error.
    ExitStatus print(Invocation invocation, RunViews runs) {
        Console console = invocation.console();
        if (invocation.has(Specs.OUTPUT)) {
            RunReport.read(runs, run).print(invocation);
        } else {
            result.ifPresent(value -> Documents.printJson(console, value));
        }
        if (!error.isEmpty()) {
            tellFailure(console);
        }
        if (status == RunStatus.WAITING) {
            Waiting.tell(console, runs, run);
        }
        return ExitStatus.of(status);
    }

    private void tellFailure(Console console) {
        String where = errorStep.isEmpty() ? "" : "step " + errorStep + ": ";
        console.tell("failed: " + where + error);
        String name = Text.shortId(run.value());
        console.tell("See: swarm runs show " + name);
        if (!errorStep.isEmpty()) {
            console.tell("     swarm runs logs " + name + " " + errorStep);
        }
    }
}
