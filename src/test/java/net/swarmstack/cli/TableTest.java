package net.swarmstack.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.OptionalInt;

class TableTest {

    @Test
    void columnsStandUnderTheirHeadings() {
        var table = new Table("NAME", "WHAT");
        table.add("echo", "says it");
        table.add("世界", "wide");

        String text = table.render(OptionalInt.empty());

        assertThat(text)
                .isEqualTo(
                        """
                        NAME  WHAT
                        echo  says it
                        世界  wide
                        """);
    }

    @Test
    void widestColumnIsCutToTheTerminal() {
        var table = new Table("NAME", "WHAT");
        table.add("echo", "a description that goes on and on");

        String text = table.render(OptionalInt.of(20));

        assertThat(text)
                .isEqualTo(
                        """
                        NAME  WHAT
                        echo  a description…
                        """);
    }

    @Test
    void narrowTerminalLeavesEightColumnsOfEach() {
        var table = new Table("FIRST", "SECOND");
        table.add("abcdefghijkl", "abcdefghijkl");

        String text = table.render(OptionalInt.of(5));

        assertThat(text.lines().toList().getLast()).isEqualTo("abcdefg…  abcdefg…");
    }

    @Test
    void cellCanNotBreakItsLine() {
        var table = new Table("NAME");
        table.add("a\nb\u001b[0m");

        String text = table.render(OptionalInt.empty());

        assertThat(text.lines()).hasSize(2).last().isEqualTo("a\\nb\\u001b[0m");
    }
}
