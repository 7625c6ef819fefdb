package net.swarmstack.step;

import net.swarmstack.definition.AgentRuntime;
import net.swarmstack.engine.Attempt;
import net.swarmstack.model.RunId;
import net.swarmstack.model.StepExecutionId;
import net.swarmstack.model.Timestamps;
import net.swarmstack.sandbox.Sandbox;
import net.swarmstack.sandbox.SandboxPath;

import java.util.LinkedHashMap;
import java.util.Map;

/// The environment of an agent: version 1 of the protocol, and nothing of the host's.
final class AgentEnvironment {

    /// The inputs, as on stdin.
    static final SandboxPath INPUT = SandboxPath.of("in/input.json");

    /// Where the agent writes its outputs.
    static final SandboxPath OUTPUT = SandboxPath.of("out/output.json");

    /// Where the agent appends its events, as JSON lines.
    static final SandboxPath EVENTS = SandboxPath.of("out/events.jsonl");

    /// The folder of files to keep.
    static final SandboxPath OUT = SandboxPath.of("artifacts");

    /// What an earlier attempt wrote as its last checkpoint.
    static final SandboxPath CHECKPOINT = SandboxPath.of("in/checkpoint.json");

    static final SandboxPath WORK = SandboxPath.of("work");

    static final SandboxPath HOME = SandboxPath.of("home");
    static final SandboxPath TMP = SandboxPath.of("tmp");

    private static final String PATH =
            "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    private AgentEnvironment() {}

    static Map<String, String> of(Attempt attempt, Sandbox sandbox) {
        var environment = new LinkedHashMap<String, String>();
        environment.put("SWARM_PROTOCOL", "1");
        environment.put("SWARM_RUN_ID", attempt.run().value());
        environment.put("SWARM_STEP", attempt.step().value());
        environment.put("SWARM_ATTEMPT", Integer.toString(attempt.number()));
        environment.put("SWARM_AGENT", attempt.agent().reference());
        environment.put("SWARM_DEADLINE", Timestamps.format(attempt.deadline()));
        environment.put("SWARM_IDEMPOTENCY_KEY", attempt.execution().value());
        environment.put("SWARM_INPUT", sandbox.path(INPUT));
        environment.put("SWARM_OUTPUT", sandbox.path(OUTPUT));
        environment.put("SWARM_EVENTS", sandbox.path(EVENTS));
        environment.put("SWARM_OUT", sandbox.path(OUT));
        attempt.checkpoint()
                .ifPresent(_ -> environment.put("SWARM_CHECKPOINT", sandbox.path(CHECKPOINT)));
        environment.put("TRACEPARENT", traceParent(attempt.run(), attempt.execution()));
        environment.putAll(constant(attempt.manifest().runtime().type(), sandbox));
        return environment;
    }

    /// What is the same for every attempt in a sandbox.
    static Map<String, String> constant(AgentRuntime.Type type, Sandbox sandbox) {
        var environment = new LinkedHashMap<String, String>();
        environment.put("HOME", sandbox.path(HOME));
        environment.put("TMPDIR", sandbox.path(TMP));
        environment.put("PATH", PATH);
        environment.put("LANG", "C.UTF-8");
        Interpreter.of(type)
                .ifPresent(interpreter -> environment.putAll(interpreter.environment()));
        return environment;
    }

    /// W3C Trace Context: the run is the trace, the step execution a span.
    private static String traceParent(RunId run, StepExecutionId execution) {
        String span = execution.value().replace("-", "").substring(16);
        return "00-" + run.value().replace("-", "") + "-" + span + "-01";
    }
}
