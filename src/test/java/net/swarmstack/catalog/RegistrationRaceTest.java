package net.swarmstack.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import net.swarmstack.catalog.Registration.OnConflict;
import net.swarmstack.model.Sha256;
import net.swarmstack.packages.PackageStore;
import net.swarmstack.registry.Registry;
import net.swarmstack.testing.RunScript;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/// A collector at work while an agent is registered by a process that stood still for long.
final class RegistrationRaceTest {

    @TempDir Path folder;
    private TestRoot test;
    private PackageStore packages;

    @BeforeEach
    void makeRoot() {
        test = new TestRoot(folder);
        test.init();
        packages = new PackageStore(test.root().packages());
    }

    @Test
    void packageThatIsCollectedBeforeItsAgentHasARowIsStoredAgain() throws IOException {
        Path agent = test.agent("mine", "1.0.0", "one");

        try (Registry registry =
                Registry.open(
                        test.root().database(),
                        test.root().blobs(),
                        Thread::new,
                        InstantSource.fixed(RunScript.START))) {
            new AgentRegistrar(
                            new Collecting(registry.catalog(), packages),
                            packages,
                            () -> "01900000-0000-7000-8000-0000000000cc",
                            InstantSource.fixed(RunScript.START))
                    .register(DefinitionFile.ofAgent(agent), agent, OnConflict.REFUSE);
        }

        AgentRow row = test.read(catalog -> catalog.agentInfo("mine"));
        assertThat(packages.damage(new Sha256(row.digest()))).isEmpty();
    }

    /// A catalog beside which the package of each agent is collected just before it has a row.
    private record Collecting(CatalogStore store, PackageStore packages) implements CatalogStore {

        @Override
        public void put(AgentRow agent) {
            var digest = new Sha256(agent.digest());
            assertThat(packages.remove(digest, Instant.MAX, Runnable::run)).isTrue();
            store.put(agent);
        }

        @Override
        public List<AgentRow> agents() {
            return store.agents();
        }

        @Override
        public List<AgentRow> agents(String name) {
            return store.agents(name);
        }

        @Override
        public List<WorkflowRow> workflows() {
            return store.workflows();
        }

        @Override
        public List<WorkflowRow> workflows(String name) {
            return store.workflows(name);
        }

        @Override
        public Optional<AgentRow> deletedAgent(String name, String version) {
            return store.deletedAgent(name, version);
        }

        @Override
        public Optional<WorkflowRow> deletedWorkflow(String name, String version) {
            return store.deletedWorkflow(name, version);
        }

        @Override
        public void put(WorkflowRow workflow) {
            store.put(workflow);
        }

        @Override
        public void putUnlisted(WorkflowRow workflow) {
            store.putUnlisted(workflow);
        }

        @Override
        public void setEnabled(String workflow, boolean enabled, String at) {
            store.setEnabled(workflow, enabled, at);
        }
    }
}
