package net.swarmstack.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.swarmstack.engine.RunViews;
import net.swarmstack.model.Artifact;
import net.swarmstack.model.RunId;
import net.swarmstack.model.SwarmException;
import net.swarmstack.model.SwarmException.Code;

import org.junit.jupiter.api.Test;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;

class RunIdsTest {

    private static final RunId FIRST = new RunId("019a0000-0000-7000-8000-0000000000ab");
    private static final RunId SECOND = new RunId("019a0000-0000-7000-8000-0000000011ab");

    @Test
    void endOfAnIdMeansItsRun() {
        RunId run = RunIds.resolve(new Ids(FIRST, SECOND), "11AB");

        assertThat(run).isEqualTo(SECOND);
    }

    @Test
    void textThatSeveralIdsBeginWithIsRefusedWithThem() {
        assertThatThrownBy(() -> RunIds.resolve(new Ids(FIRST, SECOND), "019a"))
                .isInstanceOf(SwarmException.class)
                .hasMessageContainingAll("019a", FIRST.value(), SECOND.value())
                .extracting(e -> ((SwarmException) e).code())
                .isEqualTo(Code.USAGE);
    }

    @Test
    void unknownIdIsNotFound() {
        assertThatThrownBy(() -> RunIds.resolve(new Ids(FIRST), "ffff"))
                .extracting(e -> ((SwarmException) e).code())
                .isEqualTo(Code.NOT_FOUND);
    }

    @Test
    void threeCharactersAreTooFew() {
        assertThatThrownBy(() -> RunIds.resolve(new Ids(FIRST), "0ab"))
                .hasMessageContaining("at least 4")
                .extracting(e -> ((SwarmException) e).code())
                .isEqualTo(Code.USAGE);
    }

    /// Runs of which only the ids are known.
    private record Ids(RunId... ids) implements RunViews {

        @Override
        public List<RunId> matching(String text) {
            return List.of(ids).stream()
                    .filter(id -> id.value().startsWith(text) || id.value().endsWith(text))
                    .toList();
        }

        @Override
        public List<RunView> list(String workflow, int limit) {
            throw new UnsupportedOperationException();
        }

        @Override
        public List<RunView> list(int limit) {
            return List.of();
        }

        @Override
        public Optional<RunView> find(RunId run) {
            return Optional.empty();
        }

        @Override
        public List<StepView> steps(RunId run) {
            return List.of();
        }

        @Override
        public Map<String, StepUsage> usage(RunId run) {
            return Map.of();
        }

        @Override
        public List<Artifact> artifacts(RunId run, String stepId) {
            return List.of();
        }

        @Override
        public InputStream open(Artifact artifact) {
            return InputStream.nullInputStream();
        }

        @Override
        public Optional<JsonNode> result(RunId run) {
            return Optional.empty();
        }

        @Override
        public Optional<JsonNode> wholeResult(RunId run) {
            return Optional.empty();
        }

        @Override
        public List<ObjectNode> events(RunId run) {
            return List.of();
        }
    }
}
