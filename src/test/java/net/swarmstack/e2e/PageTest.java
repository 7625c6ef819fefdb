package net.swarmstack.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import net.swarmstack.e2e.Page.Command;

import org.junit.jupiter.api.Test;

import java.util.List;

final class PageTest {

    @Test
    void blockWithoutPromptsIsOneScript() {
        List<Command> commands = Page.commands("Text\n\n```sh\ncd x\nls\n```\n");

        assertThat(commands).containsExactly(new Command(3, "cd x\nls", List.of()));
    }

    @Test
    void promptsPartCommandsFromTheirOutput() {
        List<Command> commands =
                Page.commands("```sh\n$ cat <<E\n> text\n> E\ntext\n> shown\n$ true\n```\n");

        assertThat(commands)
                .containsExactly(
                        new Command(1, "cat <<E\ntext\nE", List.of("text", "> shown")),
                        new Command(1, "true", List.of()));
    }

    @Test
    void blockWithTheNameOfAFileIsWrittenThere() {
        List<Command> commands = Page.commands("```yaml a/flow.yaml\nname: x\n```\n");

        assertThat(commands)
                .containsExactly(
                        new Command(
                                1,
                                "mkdir -p \"$(dirname a/flow.yaml)\"\n"
                                        + "cat > a/flow.yaml <<'END OF FILE'\n"
                                        + "name: x\nEND OF FILE",
                                List.of()));
    }

    @Test
    void otherBlocksAreNotRun() {
        List<Command> commands = Page.commands("```sh no-test\n./check\n```\n```yaml\na: 1\n```\n");

        assertThat(commands).isEmpty();
    }

    @Test
    void ellipsisStandsForTextAndForLines() {
        var command = new Command(1, "x", List.of("a … c", "…", "end."));

        assertThat(command.shows("a b c\n1\n2\nend.\n")).isTrue();
        assertThat(command.shows("a  c\nend.\n")).isTrue();
        assertThat(command.shows("a b c\nendx\n")).isFalse();
        assertThat(command.shows("a b c d\nend.\n")).isFalse();
    }

    @Test
    void allOutputMustBeShown() {
        var command = new Command(1, "x", List.of("a"));

        assertThat(command.shows("a\n")).isTrue();
        assertThat(command.shows("a\nb\n")).isFalse();
    }
}
