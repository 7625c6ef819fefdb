package net.swarmstack.cli;

import static org.assertj.core.api.Assertions.assertThat;

import net.swarmstack.model.Json;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TextTest {

    @Test
    void controlCharactersAreShownAsEscapes() {
        String hostile = "a\u001b[2Jb\u0007\u009bc\nd\te\u007f";

        String visible = Text.visible(hostile);

        assertThat(visible).isEqualTo("a\\u001b[2Jb\\u0007\\u009bc\\nd\\te\\u007f");
    }

    @Test
    void marksOfDirectionAndLoneSurrogatesAreShownAsEscapes() {
        String hostile = "\u202etxt.exe\u2066 \ud800";

        String visible = Text.visible(hostile);

        assertThat(visible).isEqualTo("\\u202etxt.exe\\u2066 \\ud800");
    }

    @Test
    void ordinaryTextStaysAsItIs() {
        String text = "Grüße, 世界 😀 ✓";

        assertThat(Text.visible(text)).isSameAs(text);
    }

    @Test
    void visibleJsonIsTheSameDocument() {
        String json = "{\n  \"a\": \"\u009b31m\u202e\"\n}";

        String visible = Text.visibleJson(json);

        assertThat(visible).isEqualTo("{\n  \"a\": \"\\u009b31m\\u202e\"\n}");
        assertThat(Json.parse(visible)).isEqualTo(Json.parse(json));
    }

    @ParameterizedTest
    @CsvSource({"abc, 3", "é, 1", "e\u0301, 1", "世界, 4", "😀, 2", "'', 0"})
    void widthCountsColumns(String text, int columns) {
        assertThat(Text.width(text)).isEqualTo(columns);
    }

    @ParameterizedTest
    @CsvSource({"abcdef, 6, abcdef", "abcdef, 5, abcd…", "世界世, 5, 世界…", "世界世, 4, 世…"})
    void textIsCutToFit(String text, int columns, String fitted) {
        assertThat(Text.fit(text, columns)).isEqualTo(fitted);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0 ms",
        "999, 999 ms",
        "1000, 1.0 s",
        "1999, 1.9 s",
        "59999, 59.9 s",
        "60000, 1 m 00 s",
        "3599000, 59 m 59 s",
        "3660000, 1 h 01 m"
    })
    void durationIsForPeople(long millis, String text) {
        assertThat(Text.duration(millis)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0 B",
        "1023, 1023 B",
        "1024, 1.0 KiB",
        "35328, 34.5 KiB",
        "1048575, 1023.9 KiB",
        "1048576, 1.0 MiB",
        "5368709120, 5.0 GiB",
        "9223372036854775807, 7.9 EiB",
    })
    void sizesArePutIntoTheirUnits(long bytes, String shown) {
        assertThat(Text.bytes(bytes)).isEqualTo(shown);
    }
}
