package net.swarmstack.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import net.swarmstack.e2e.Program.Result;
import net.swarmstack.model.Json;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Programs that other people published for the command line are agents: their packages of npm and
/// PyPI, vendored, with at most five lines around them.
class ForeignPackagesIT {

    @TempDir private Path folder;
    private Program swarm;

    @BeforeEach
    void makeProgram() {
        swarm = new Program(folder);
    }

    @Test
    void programsFromNpmAndPypiExecuteAsAgents() throws Exception {
        npm("json5", "json5@2.2.3", "node_modules/json5/lib/cli.js");
        swarm.write("marked/main.js", node("marked/bin/marked.js", "[]"));
        npm("marked", "marked@16.4.1", "main.js");
        swarm.write("prettier/main.js", node("prettier/bin/prettier.cjs", "['--parser', 'babel']"));
        npm("prettier", "prettier@3.6.2", "main.js");
        pip("sqlparse", "sqlparse==0.5.3", "'--reindent', '-k', 'upper', '-'");
        pip("markdown", "markdown==3.7", "");
        Path workflow =
                swarm.write(
                        "all.yaml",
                        """
                        name: all
                        version: 1.0.0
                        steps:
                          - {id: json5, agent: json5, needs: [], inputs: {text: "a"}}
                          - {id: marked, agent: marked, needs: [], inputs: {text: "**bold**"}}
                          - {id: prettier, agent: prettier, needs: [], inputs: {text: "a  =  (1)"}}
                          - {id: sqlparse, agent: sqlparse, needs: [], inputs: {text: "select 1"}}
                          - {id: markdown, agent: markdown, needs: [], inputs: {text: "*it*"}}
                        """);
        swarm.out("workflow", "register", workflow.toString());

        Result run = swarm.run("run", "all");

        assertThat(run.exit()).as(run.err()).isZero();
        JsonNode outputs = Json.parse(run.out());
        assertThat(outputs.path("json5").path("text").asString()).isEqualTo("a");
        assertThat(text(outputs, "marked")).isEqualTo("<p><strong>bold</strong></p>");
        assertThat(text(outputs, "prettier")).isEqualTo("a = 1;");
        assertThat(text(outputs, "sqlparse")).isEqualTo("SELECT 1");
        assertThat(text(outputs, "markdown")).isEqualTo("<p><em>it</em></p>");
    }

    private static String text(JsonNode outputs, String step) {
        return outputs.path(step).path("text").asString().strip();
    }

    /// Gives the text to a program of a package on its standard input.
    private static String node(String program, String arguments) {
        return """
        const { spawnSync } = require('child_process');
        const { text } = JSON.parse(require('fs').readFileSync(0, 'utf8'));
        const program = require('path').join(__dirname, 'node_modules', '%s');
        const { stdout } = spawnSync(process.execPath, [program, ...%s], { input: text });
        process.stdout.write(stdout);
        """
                .formatted(program, arguments);
    }

    private void npm(String name, String dependency, String entry) throws Exception {
        Path agent = manifest(name, "node", entry);
        vendor(
                List.of(
                        "npm",
                        "install",
                        "--prefix",
                        agent.toString(),
                        "--ignore-scripts",
                        "--no-audit",
                        "--no-fund",
                        dependency));
        swarm.out("agent", "register", agent.toString());
    }

    private void pip(String name, String dependency, String arguments) throws Exception {
        swarm.write(
                name + "/main.py",
                """
                import json, os, subprocess, sys
                text = json.load(sys.stdin)["text"]
                os.environ["PYTHONPATH"] = os.path.join(os.path.dirname(__file__), "vendor")
                program = [sys.executable, "-m", "%s", %s]
                sys.exit(subprocess.run(program, input=text.encode()).returncode)
                """
                        .formatted(name, arguments));
        Path agent = manifest(name, "python", "main.py");
        vendor(
                List.of(
                        "python3",
                        "-m",
                        "pip",
                        "install",
                        "--target",
                        agent.resolve("vendor").toString(),
                        "--quiet",
                        "--no-deps",
                        "--no-compile",
                        dependency));
        swarm.out("agent", "register", agent.toString());
    }

    private Path manifest(String name, String runtime, String entry) {
        return swarm.write(
                        name + "/agent.yaml",
                        """
                        name: %s
                        version: 1.0.0
                        runtime: {type: %s, entry: %s}
                        inputs: [{name: text, type: string, required: true}]
                        """
                                .formatted(name, runtime, entry))
                .getParent();
    }

    /// Node.js knows the certificates that it was built with; a machine may need its own.
    private void vendor(List<String> command) throws IOException, InterruptedException {
        var program = new ProcessBuilder(command).redirectErrorStream(true);
        program.environment().put("NODE_OPTIONS", "--use-openssl-ca");
        Path output = folder.resolve("vendor.log");
        program.redirectOutput(output.toFile());
        Process process = program.start();
        boolean ended = process.waitFor(120, TimeUnit.SECONDS);
        process.destroyForcibly();
        assertThat(ended && process.exitValue() == 0)
                .as("%s: %s", command, Files.readString(output))
                .isTrue();
    }
}
