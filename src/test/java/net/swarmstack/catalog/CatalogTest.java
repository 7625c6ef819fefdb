package net.swarmstack.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.swarmstack.catalog.Registration.Change;
import net.swarmstack.catalog.Registration.Kind;
import net.swarmstack.catalog.Registration.OnConflict;
import net.swarmstack.model.AgentPin;
import net.swarmstack.model.Parsed;
import net.swarmstack.model.SwarmException;
import net.swarmstack.model.SwarmException.Code;
import net.swarmstack.packages.PackageStore;
import net.swarmstack.plan.AgentLookup.Found;
import net.swarmstack.plan.Plan;

import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

final class CatalogTest {

    @TempDir Path folder;
    private TestRoot test;

    @BeforeEach
    void root() {
        test = new TestRoot(folder.resolve("root"));
        test.init();
    }

    @Test
    void aNewAgentIsCreated() throws IOException {
        Path agent = agent("tell", "1.0.0", "one");

        Registration registration = register(agent, OnConflict.REFUSE);

        assertThat(registration)
                .isEqualTo(new Registration(Kind.AGENT, "tell@1.0.0", Change.CREATED));
        AgentRow row = test.read(catalog -> catalog.agentInfo("tell"));
        assertThat(row.path()).isEqualTo(agent.toString());
        assertThat(row.inputsSchema()).contains("\"type\":\"object\"");
        assertThat(row.createdAt()).isEqualTo("2026-01-02T03:04:05.006Z");
    }

    @Test
    void theSameContentIsUnchanged() throws IOException {
        Path agent = agent("tell", "1.0.0", "one");
        register(agent, OnConflict.REFUSE);

        assertThat(register(agent.resolve("agent.yaml"), OnConflict.REFUSE).change())
                .isEqualTo(Change.UNCHANGED);
    }

    @Test
    void anotherContentOfTheSameVersionIsRefused() throws IOException {
        Path agent = agent("tell", "1.0.0", "one");
        register(agent, OnConflict.REFUSE);
        agent("tell", "1.0.0", "two");

        assertThatThrownBy(() -> register(agent, OnConflict.REFUSE))
                .hasMessageContaining("tell@1.0.0")
                .hasMessageContaining("--force")
                .extracting("code")
                .isEqualTo(Code.CONFLICT);
    }

    @Test
    void aReplacedVersionKeepsItsIdAndPinsTheNewContent() throws IOException {
        Path agent = agent("tell", "1.0.0", "one");
        register(agent, OnConflict.REFUSE);
        AgentRow before = test.read(catalog -> catalog.agentInfo("tell"));
        agent("tell", "1.0.0", "two");

        Registration registration = register(agent, OnConflict.REPLACE);

        AgentRow after = test.read(catalog -> catalog.agentInfo("tell"));
        assertThat(registration.change()).isEqualTo(Change.REPLACED);
        assertThat(after.id()).isEqualTo(before.id());
        assertThat(after.digest()).isNotEqualTo(before.digest());
    }

    @Test
    void editingTheFolderChangesNothingUntilItIsRegistered() throws IOException {
        Path agent = agent("tell", "1.0.0", "one");
        register(agent, OnConflict.REFUSE);
        agent("tell", "1.0.0", "two");

        AgentPin pin = test.read(catalog -> ((Found.Pinned) catalog.agents().find("tell")).agent());

        assertThat(new PackageStore(test.root().packages()).files(pin.digest()).resolve("main.js"))
                .hasContent("one");
    }

    @Test
    void problemsNameFileLineAndColumn() throws IOException {
        Path agent = agent("tell", "1.0.0", "one");
        Files.writeString(agent.resolve("agent.yaml"), "name: tell\nversoin: 1.0.0\n");

        assertThatThrownBy(() -> register(agent, OnConflict.REFUSE))
                .hasMessageContaining(agent.resolve("agent.yaml") + ":2:1:")
                .hasMessageContaining("version")
                .extracting("code")
                .isEqualTo(Code.INVALID_DEFINITION);
    }

    @Test
    void anAgentWithoutItsEntryIsRefusedAndLeavesNothing() throws IOException {
        Path agent = agent("tell", "1.0.0", "one");
        Files.delete(agent.resolve("main.js"));
        long stored = storedPackages();

        assertThatThrownBy(() -> register(agent, OnConflict.REFUSE))
                .hasMessage(
                        agent.resolve("agent.yaml")
                                + ":5:30: \"main.js\" is no file in the package. Add it, or name"
                                + " the file to start.");

        assertThat(storedPackages()).isEqualTo(stored);
        assertThat(test.<List<AgentRow>>read(Catalog::listAgents)).hasSize(1);
    }

    @Test
    void aMissingEntryIsToldWithTheOtherProblems() throws IOException {
        Path agent = agent("tell", "1.0.0", "one");
        Files.delete(agent.resolve("main.js"));
        Files.writeString(agent.resolve("agent.yaml"), "colour: red\n", StandardOpenOption.APPEND);

        assertThatThrownBy(() -> register(agent, OnConflict.REFUSE))
                .hasMessageMatching(
                        "\\S+agent.yaml:5:30: \"main.js\" .*\n\\S+agent.yaml:6:1: .*\"colour\".*");
    }

    @Test
    void whatDoesNotExistIsNotFound() {
        assertThatThrownBy(() -> register(folder.resolve("nowhere.tar.gz"), OnConflict.REFUSE))
                .hasMessage(folder.resolve("nowhere.tar.gz") + " does not exist")
                .extracting("code")
                .isEqualTo(Code.NOT_FOUND);
    }

    @Test
    void oneThatFailsDoesNotStopTheOthers() throws IOException {
        agent("good", "1.0.0", "one");
        Files.writeString(agent("bad", "1.0.0", "one").resolve("agent.yaml"), "name: [\n");

        Registrations all =
                test.register(registrar -> registrar.registerAllAgents(OnConflict.REFUSE));

        assertThat(all.done())
                .extracting(Registration::reference)
                .containsExactly("echo@1.0.0", "good@1.0.0");
        assertThat(all.refused())
                .singleElement(InstanceOfAssertFactories.throwable(SwarmException.class))
                .hasMessageContaining("bad/agent.yaml:");
    }

    @Test
    void aWorkflowThatCannotBePlannedIsRefusedWithItsPlace() throws IOException {
        Path workflow =
                test.write(
                        "flow.yaml",
                        """
                        name: flow
                        version: 1.0.0
                        description: A flow
                        author: me
                        trigger: {type: manual}
                        steps:
                          - id: one
                            agent: ehco@1.0.0
                            inputs: {message: hello}
                        """);

        assertThatThrownBy(() ->
                        test.register(registrar ->
                                registrar.registerWorkflow(workflow, OnConflict.REFUSE)))
                .hasMessageContaining("flow.yaml:8:12:")
                .hasMessageContaining("Did you mean \"echo\"?")
                .extracting("code")
                .isEqualTo(Code.INVALID_DEFINITION);
    }

    @Test
    void aWorkflowMayStandInAFileOfAnyName() throws IOException {
        Path workflow =
                test.write(
                        "flow.yaml",
                        """
                        name: flow
                        version: 1.0.0
                        description: A flow
                        author: me
                        trigger: {type: manual}
                        steps:
                          - id: one
                            agent: echo
                            inputs: {message: hello}
                        """);

        Registration registration =
                test.register(r -> r.registerWorkflow(workflow, OnConflict.REFUSE));

        assertThat(registration)
                .isEqualTo(new Registration(Kind.WORKFLOW, "flow@1.0.0", Change.CREATED));
        assertThat(test.<WorkflowRow>read(catalog -> catalog.workflowInfo("flow")).path())
                .isEqualTo(workflow.toString());
    }

    @Test
    void anAgentIsAFolder() throws IOException {
        Path file = test.write("some.yaml", "name: a\n");

        assertThatThrownBy(() -> register(file, OnConflict.REFUSE))
                .hasMessageContaining("agent.yaml")
                .extracting("code")
                .isEqualTo(Code.NOT_FOUND);
    }

    @Test
    void aTemplateIsAValidWorkflow() {
        for (String template : new String[] {"linear-workflow", "parallel-workflow"}) {
            Path path = test.root().workflows().resolve("_templates").resolve(template);

            assertThat(test.<Parsed<Plan>>read(catalog -> catalog.validate(path)))
                    .isInstanceOf(Parsed.Valid.class);
        }
    }

    private Registration register(Path path, OnConflict onConflict) {
        return test.register(registrar -> registrar.registerAgent(path, onConflict));
    }

    private long storedPackages() throws IOException {
        try (var packages = Files.list(test.root().packages())) {
            return packages.count();
        }
    }

    private Path agent(String name, String version, String content) throws IOException {
        return test.agent(name, version, content);
    }
}
