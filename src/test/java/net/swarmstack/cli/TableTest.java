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
    void narrowTerminalLeavesEightColumnsOfEachAndCutsTheLines() {
        var table = new Table("FIRST", "SECOND", "THIRD");
        table.add("abcdefghijkl", "abcdefghijkl", "abcdefghijkl");

        String text = table.render(OptionalInt.of(14));

        assertThat(text).isEqualTo("FIRST     SEC…\nabcdefg…  abc…\n");
    }

    @Test
    void lineThatEndsAtTheTerminalsEdgeHasNoHalfColumn() {
        var table = new Table("FIRST", "SECOND");
        table.add("abcdefgh", "abcdefgh");

        String text = table.render(OptionalInt.of(9));

        assertThat(text).isEqualTo("FIRST\nabcdefgh\n");
    }

    @Test
    void statusesAreColouredAndStayInTheirColumn() {
        var table = new Table("STATUS", "STEP");
        table.add("failed", "a");
        table.add("pending", "b");

        String text = table.paint(0, new Paint(true)).render(OptionalInt.empty());

        assertThat(text)
                .isEqualTo(
                        """
                        STATUS   STEP
                        \u001b[31mfailed\u001b[0m   a
                        pending  b
                        """);
    }

    @Test
    void statusThatIsCutKeepsItsColour() {
        var table = new Table("STATUS");
        table.add("succeeded");

        String text = table.paint(0, new Paint(true)).render(OptionalInt.of(4));

        assertThat(text).isEqualTo("STA…\n\u001b[32msuc…\u001b[0m\n");
    }

    @Test
    void withoutColoursAStatusIsText() {
        var table = new Table("STATUS");
        table.add("failed");

        String text = table.paint(0, new Paint(false)).render(OptionalInt.empty());

        assertThat(text).isEqualTo("STATUS\nfailed\n");
    }

    @Test
    void cellCanNotBreakItsLine() {
        var table = new Table("NAME");
        table.add("a\nb\u001b[0m");

        String text = table.render(OptionalInt.empty());

        assertThat(text.lines()).hasSize(2).last().isEqualTo("a\\nb\\u001b[0m");
    }
}
