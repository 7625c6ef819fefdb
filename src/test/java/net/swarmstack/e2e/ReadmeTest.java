package net.swarmstack.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import net.swarmstack.e2e.Readme.Command;

import org.junit.jupiter.api.Test;

import java.util.List;

final class ReadmeTest {

    @Test
    void blockWithoutPromptsIsOneScript() {
        List<Command> commands = Readme.commands("Text\n\n```sh\ncd x\nls\n```\n");

        assertThat(commands).containsExactly(new Command(3, "cd x\nls", List.of()));
    }

    @Test
    void promptsPartCommandsFromTheirOutput() {
        List<Command> commands =
                Readme.commands("```sh\n$ cat <<E\n> text\n> E\ntext\n> shown\n$ true\n```\n");

        assertThat(commands)
                .containsExactly(
                        new Command(1, "cat <<E\ntext\nE", List.of("text", "> shown")),
                        new Command(1, "true", List.of()));
    }

    @Test
    void otherBlocksAreNotRun() {
        List<Command> commands =
                Readme.commands("```sh no-test\n./check\n```\n```yaml\na: 1\n```\n");

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
