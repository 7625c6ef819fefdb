package net.swarmstack.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.swarmstack.catalog.Registration.OnConflict;
import net.swarmstack.model.SwarmException.Code;
import net.swarmstack.plan.AgentLookup.Found;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Path;

/// What a reference means, and what is said where it means nothing.
final class VersionedRowsTest {

    @TempDir Path folder;
    private TestRoot test;

    @BeforeEach
    void root() {
        test = new TestRoot(folder.resolve("root"));
        test.init();
    }

    @Test
    void aWorkflowReferenceThatIsUnknownGetsTheNearestName() {
        assertThatThrownBy(() -> test.read(catalog -> catalog.workflow("echo-chian")))
                .hasMessageContaining("Did you mean \"echo-chain\"?")
                .extracting("code")
                .isEqualTo(Code.NOT_FOUND);
    }

    @Test
    void anUnknownVersionNamesThoseThatExist() throws IOException {
        register(test.agent("tell", "1.0.0", "one"));
        register(test.agent("tell", "1.2.0", "two"));

        assertThat(unknown("tell@^2"))
                .isEqualTo("agent \"tell\" has no version \"^2\". Registered: 1.0.0, 1.2.0.");
        assertThat(unknown("tell@9.0.0")).contains("no version \"9.0.0\"", "1.0.0, 1.2.0");
    }

    @Test
    void ofManyVersionsTheLastTenAreNamed() throws IOException {
        for (int i = 0; i < 12; i++) {
            register(test.agent("tell", "1." + i + ".0", "one"));
        }

        assertThat(unknown("tell@2"))
                .endsWith(
                        "Registered: …, 1.2.0, 1.3.0, 1.4.0, 1.5.0, 1.6.0,"
                                + " 1.7.0, 1.8.0, 1.9.0, 1.10.0, 1.11.0.");
    }

    @Test
    void aNameWithPreReleasesAloneSaysSo() throws IOException {
        register(test.agent("tell", "1.0.0-rc.1", "one"));

        assertThat(unknown("tell"))
                .isEqualTo(
                        "agent \"tell\" has no release: name the version that is meant."
                                + " Registered: 1.0.0-rc.1.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"tell@latest", "tell@", "@1", "tell@1.0.0.0", "tell@^"})
    void aReferenceOfAnotherFormSaysWhatIsExpected(String reference) {
        assertThat(unknown(reference))
                .isEqualTo(
                        "\""
                                + reference
                                + "\" refers to no agent: expected name, name@1.2.0 or a"
                                + " range as in name@^1.2");
    }

    private String unknown(String reference) {
        Found found = test.read(catalog -> catalog.agents().find(reference));
        return ((Found.Unknown) found).message();
    }

    @Test
    void aBareNameIsTheHighestRelease() throws IOException {
        register(test.agent("tell", "1.9.0", "nine"));
        register(test.agent("tell", "1.10.0", "ten"));
        register(test.agent("tell", "2.0.0-rc.1", "rc"));

        assertThat(test.<String>read(catalog -> catalog.agentInfo("tell").version()))
                .isEqualTo("1.10.0");
    }

    private void register(Path agent) {
        test.register(registrar -> registrar.registerAgent(agent, OnConflict.REFUSE));
    }
}
