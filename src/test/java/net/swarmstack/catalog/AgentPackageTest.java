package net.swarmstack.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.swarmstack.catalog.Registration.Change;
import net.swarmstack.catalog.Registration.OnConflict;
import net.swarmstack.model.SwarmException.Code;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// Agents that are packed in one place and registered in another.
final class AgentPackageTest {

    @TempDir private Path folder;
    private TestRoot test;
    private Path agent;
    private Path file;

    @BeforeEach
    void root() throws IOException {
        test = new TestRoot(folder.resolve("root"));
        test.init();
        agent = test.agent("tell", "1.2.0", "one");
        file = folder.resolve("tell.tar.gz");
    }

    @Test
    void packedAgentIsRegisteredAsItsFolderIs() {
        AgentPackage packed = AgentPackage.pack(agent, Optional.of(file), false);

        assertThat(register(file).change()).isEqualTo(Change.CREATED);

        AgentRow row = test.read(catalog -> catalog.agentInfo("tell"));
        assertThat(row.path()).isEqualTo(file.toString());
        assertThat(row.digest()).isEqualTo(packed.digest().hex());
        assertThat(register(agent).change()).isEqualTo(Change.UNCHANGED);
    }

    @Test
    void archiveWithAGapInItLeavesNeitherRowNorPackage() throws IOException {
        List<String> before = stored();
        AgentPackage.pack(agent, Optional.of(file), false);
        byte[] whole = Files.readAllBytes(file);
        whole[whole.length - 5] ^= 1;
        Files.write(file, whole);

        assertThatThrownBy(() -> register(file))
                .hasMessage(file + ": is damaged: Corrupt GZIP trailer")
                .extracting("code")
                .isEqualTo(Code.INVALID_DEFINITION);

        assertThat(stored()).isEqualTo(before);
        assertThat(test.<List<AgentRow>>read(Catalog::listAgents))
                .noneMatch(row -> row.name().equals("tell"));
    }

    @Test
    void entryThatIsLeftOutIsRefused() throws IOException {
        Files.writeString(agent.resolve(".swarmignore"), "*.js\n");

        assertThatThrownBy(() -> register(agent))
                .hasMessage(
                        agent.resolve("agent.yaml")
                                + ":5:30: \"main.js\" is left out of the package. Take it out of"
                                + " .swarmignore, or name another file to start.");
    }

    @Test
    void anotherEndingIsRefused() {
        Path zip = folder.resolve("tell.zip");

        assertThatThrownBy(() -> AgentPackage.pack(agent, Optional.of(zip), false))
                .hasMessage(zip + " is no name for a package: expected one in .tar.gz")
                .extracting("code")
                .isEqualTo(Code.USAGE);
    }

    private Registration register(Path path) {
        return test.register(registrar -> registrar.registerAgent(path, OnConflict.REFUSE));
    }

    private List<String> stored() throws IOException {
        try (var packages = Files.list(test.root().packages())) {
            return packages.map(path -> path.getFileName().toString()).sorted().toList();
        }
    }
}
