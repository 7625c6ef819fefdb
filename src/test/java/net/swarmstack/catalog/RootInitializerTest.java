package net.swarmstack.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import net.swarmstack.catalog.Registration.Change;
import net.swarmstack.catalog.Registration.Kind;
import net.swarmstack.catalog.Registration.OnConflict;
import net.swarmstack.model.Sha256;
import net.swarmstack.packages.Durable;
import net.swarmstack.packages.PackageStore;
import net.swarmstack.testing.ChildJvm;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

final class RootInitializerTest {

    @TempDir Path folder;
    private TestRoot test;

    @BeforeEach
    void root() {
        test = new TestRoot(folder.resolve("root"));
    }

    @Test
    void aNewRootHasAllThatIsBundled() {
        InitReport report = test.init();

        assertThat(report.kept()).isEmpty();
        assertThat(report.registrations())
                .containsExactly(
                        new Registration(Kind.AGENT, "echo@1.0.0", Change.CREATED),
                        new Registration(Kind.WORKFLOW, "echo-chain@1.0.0", Change.CREATED),
                        new Registration(Kind.WORKFLOW, "parallel-echo@1.0.0", Change.CREATED));
        for (String path :
                new String[] {
                    "swarm-agents/echo/agent.yaml",
                    "swarm-agents/_templates/basic-agent/agent.yaml",
                    "swarm-agents/_templates/claude-agent/tools.js",
                    "swarm-agents/_templates/http-fetch-agent/main.js",
                    "swarm-workflows/echo-chain/workflow.yaml",
                    "swarm-workflows/parallel-echo/workflow.yaml",
                    "swarm-workflows/_templates/linear-workflow/workflow.yaml",
                    "swarm-workflows/_templates/parallel-workflow/workflow.yaml",
                    "swarm-registry/registry.db",
                    "swarm-registry/config.yaml",
                    "swarm-registry/logs/workflow-runs",
                    "swarm-registry/blobs",
                }) {
            assertThat(test.root().folder().resolve(path)).exists();
        }
    }

    @Test
    void secretsAreTheOwnersAlone() throws IOException {
        test.init();

        for (String path : new String[] {"swarm-registry", "swarm-registry/secrets/credentials"}) {
            assertThat(Files.getPosixFilePermissions(test.root().folder().resolve(path)))
                    .isEqualTo(PosixFilePermissions.fromString("rwx------"));
        }
    }

    @Test
    void aSecondInitChangesNothing() {
        test.init();

        InitReport report = test.init();

        assertThat(report).isEqualTo(InitReport.NOTHING);
    }

    @Test
    void aMissingFileIsRepaired() throws IOException {
        test.init();
        Files.delete(test.root().folder().resolve("swarm-agents/echo/main.js"));

        InitReport report = test.init();

        assertThat(report.written())
                .containsExactly(test.root().folder().resolve("swarm-agents/echo/main.js"));
        assertThat(report.registrations())
                .extracting(Registration::change)
                .containsOnly(Change.UNCHANGED);
    }

    @Test
    void aMissingPackageIsStoredAgain() throws IOException {
        test.init();
        Sha256 digest = RootInitializer.bundledPackages(test.root()).iterator().next();
        var packages = new PackageStore(test.root().packages());
        Durable.deleteTree(packages.archive(digest).getParent());

        test.init();

        assertThat(packages.files(digest).resolve("agent.yaml")).exists();
    }

    @Test
    void bundledPackagesAreKnownAlsoAfterAnUpgrade() throws IOException {
        test.init(bundle("1.0.0", "one"));

        test.init(bundle("1.1.0", "two"));

        assertThat(RootInitializer.bundledPackages(test.root()))
                .extracting(Sha256::hex)
                .containsExactlyInAnyOrderElementsOf(
                        test.<List<AgentRow>>read(Catalog::listAgents).stream()
                                .map(AgentRow::digest)
                                .toList())
                .hasSize(2);
    }

    @Test
    void aPackageOfAPersonIsNotBundled() throws IOException {
        test.init(bundle("1.0.0", "one"));
        test.write("swarm-agents/tell/main.js", "mine");
        test.register(registrar -> registrar.registerAllAgents(OnConflict.REPLACE));

        String digest = test.<AgentRow>read(catalog -> catalog.agentInfo("tell")).digest();

        assertThat(RootInitializer.bundledPackages(test.root()))
                .hasSize(1)
                .doesNotContain(new Sha256(digest));
    }

    @Test
    void aMissingRegistryIsMadeAgainWithWhatIsBundled() throws IOException {
        test.init();
        Files.delete(test.root().database());

        InitReport report = test.init();

        assertThat(report.registrations())
                .extracting(Registration::change)
                .containsOnly(Change.CREATED);
    }

    @Test
    void whatAPersonChangedStays() throws IOException {
        test.init();
        test.write("swarm-registry/config.yaml", "sandbox: {slots: 1}\n");
        Files.delete(test.root().registry().resolve(".installed"));

        InitReport report = test.init();

        assertThat(report.kept()).containsExactly(test.root().configFile());
        assertThat(test.text("swarm-registry/config.yaml")).isEqualTo("sandbox: {slots: 1}\n");
    }

    @Test
    void aMissingFileBesideAChangedOneIsRepaired() throws IOException {
        test.init();
        test.write("swarm-agents/echo/main.js", "// mine\n");
        Files.delete(test.root().agents().resolve("echo/agent.yaml"));

        test.init();

        assertThat(test.root().agents().resolve("echo/agent.yaml")).exists();
        assertThat(test.text("swarm-agents/echo/main.js")).isEqualTo("// mine\n");
    }

    @Test
    void anUpgradeReplacesWhatNobodyChanged() throws IOException {
        test.init(bundle("1.0.0", "one"));

        InitReport report = test.init(bundle("1.1.0", "two"));

        assertThat(test.text("swarm-agents/tell/main.js")).isEqualTo("two");
        assertThat(report.registrations())
                .containsExactly(new Registration(Kind.AGENT, "tell@1.1.0", Change.CREATED));
        assertThat(test.<String>read(catalog -> catalog.agentInfo("tell@1.0.0").version()))
                .isEqualTo("1.0.0");
    }

    @Test
    void anUpgradeKeepsAChangedPackageWholeAndRegistersTheNewOneBesideIt() throws IOException {
        test.init(bundle("1.0.0", "one"));
        test.write("swarm-agents/tell/main.js", "mine");

        InitReport report = test.init(bundle("1.1.0", "two"));

        assertThat(test.text("swarm-agents/tell/main.js")).isEqualTo("mine");
        assertThat(test.text("swarm-agents/tell/agent.yaml")).contains("version: 1.0.0");
        assertThat(report.registrations())
                .containsExactly(new Registration(Kind.AGENT, "tell@1.1.0", Change.CREATED));
    }

    @Test
    void whatAPersonRegisteredStaysThroughAnUpgradeOfTheSameVersion() throws IOException {
        test.init(bundle("1.0.0", "one"));
        test.write("swarm-agents/tell/main.js", "mine");
        test.register(registrar -> registrar.registerAllAgents(OnConflict.REPLACE));
        String mine = test.<AgentRow>read(catalog -> catalog.agentInfo("tell")).digest();
        Path program = folder.resolve("program-1.0.0/bundled/agents/tell/main.js");
        Files.writeString(program, "one, mended");

        InitReport report = test.init(new BundledFiles(folder.resolve("program-1.0.0")));

        assertThat(report.kept()).contains(test.root().agents().resolve("tell/main.js"));
        assertThat(test.<AgentRow>read(catalog -> catalog.agentInfo("tell")).digest())
                .isEqualTo(mine);
    }

    @Test
    void anInitAfterAnUpgradeStillKnowsWhatAPersonChanged() throws IOException {
        test.init(bundle("1.0.0", "one"));
        test.write("swarm-agents/tell/main.js", "mine");
        test.init(bundle("1.1.0", "two"));

        test.init(bundle("1.2.0", "three"));

        assertThat(test.text("swarm-agents/tell/main.js")).isEqualTo("mine");
    }

    @Test
    @Timeout(60)
    void twoFirstInitsAtOnceMakeOneRoot() throws Exception {
        try (var one = ChildJvm.start(ChildInit.class, test.root().folder());
                var two = ChildJvm.start(ChildInit.class, test.root().folder())) {
            assertThat(one.readLine()).isEqualTo("ready");
            assertThat(two.readLine()).isEqualTo("ready");
            one.writeLine("go");
            two.writeLine("go");

            assertThat(List.of(one.readLine(), two.readLine()))
                    .containsExactlyInAnyOrder("changed true", "changed false");
            assertThat(one.await() + two.await()).isZero();
        }
        assertThat(test.<List<AgentRow>>read(Catalog::listAgents)).hasSize(1);
    }

    @Test
    void bundledFilesAreFoundInAJarToo() throws IOException {
        Path jar = folder.resolve("swarm.jar");
        try (var zip = new java.util.zip.ZipOutputStream(Files.newOutputStream(jar))) {
            for (String name : new String[] {"bundled/agents/tell/main.js", "other/file"}) {
                zip.putNextEntry(new java.util.zip.ZipEntry(name));
                zip.write(name.getBytes(java.nio.charset.StandardCharsets.UTF_8));
            }
        }

        assertThat(new BundledFiles(jar).read()).containsOnlyKeys("agents/tell/main.js");
    }

    /// A program that bundles one agent.
    private BundledFiles bundle(String version, String content) throws IOException {
        Path program = folder.resolve("program-" + version);
        Path agent = Files.createDirectories(program.resolve("bundled/agents/tell"));
        Files.createDirectories(program.resolve("bundled/workflows"));
        Files.writeString(
                agent.resolve("agent.yaml"),
                """
                name: tell
                version: %s
                description: Tells
                author: swarm
                runtime: {type: node, entry: main.js}
                """
                        .formatted(version));
        Files.writeString(agent.resolve("main.js"), content);
        return new BundledFiles(program);
    }
}
