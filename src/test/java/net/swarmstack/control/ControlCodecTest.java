package net.swarmstack.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import static java.nio.charset.StandardCharsets.UTF_8;

import net.swarmstack.control.ControlRequest.Cancel;
import net.swarmstack.control.ControlRequest.Follow;
import net.swarmstack.control.ControlRequest.Resolve;
import net.swarmstack.control.ControlRequest.Stay;
import net.swarmstack.control.ControlRequest.Work;
import net.swarmstack.control.ServerLine.Answer;
import net.swarmstack.control.ServerLine.Ended;
import net.swarmstack.control.ServerLine.Reached;
import net.swarmstack.control.ServerLine.Refusal;
import net.swarmstack.model.Json;
import net.swarmstack.model.RunId;
import net.swarmstack.model.StepId;
import net.swarmstack.model.SwarmException;
import net.swarmstack.model.SwarmException.Code;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.stream.Stream;

final class ControlCodecTest {

    private static final RunId RUN = new RunId("0192f0c1-2345-7abc-8def-0123456789ab");

    static Stream<ControlRequest> requests() {
        return Stream.of(
                new Cancel(RUN),
                new Resolve(RUN, new StepId("pay[3]"), Json.parse("{\"failed\":\"é\\n\"}")),
                new Resolve(RUN, new StepId("pay"), Json.parse("null")),
                new Follow(RUN),
                new Work(),
                new Stay());
    }

    @ParameterizedTest
    @MethodSource("requests")
    void requestComesOutAsItWentIn(ControlRequest request) {
        byte[] line = ControlCodec.encode(request);

        assertThat(line).doesNotContain('\n');
        assertThat(ControlCodec.request(line)).isEqualTo(request);
    }

    static Stream<ServerLine> answers() {
        return Stream.of(
                new Answer(true),
                new Answer(false),
                new Refusal(Code.CONFLICT, "two\nlines"),
                new Reached(Long.MAX_VALUE),
                new Ended("timed_out"));
    }

    @ParameterizedTest
    @MethodSource("answers")
    void answerComesOutAsItWentIn(ServerLine answer) {
        byte[] line = ControlCodec.encode(answer);

        assertThat(line).doesNotContain('\n');
        assertThat(ControlCodec.answer(line)).isEqualTo(answer);
    }

    @Test
    void formIsTheOneOfVersionOne() {
        assertThat(text(ControlCodec.encode(new Cancel(RUN))))
                .isEqualTo("{\"v\":1,\"do\":\"cancel\",\"run\":\"" + RUN + "\"}");
        assertThat(text(ControlCodec.encode(new Refusal(Code.BUSY, "later"))))
                .isEqualTo("{\"error\":{\"code\":\"BUSY\",\"message\":\"later\"}}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            textBlock =
                    """
                    nonsense                                  | line 1, column 1: no JSON from here on
                    {"v":1,"do":"work"} {}                    | line 1, column 21: a second value
                    {"v":1,"v":1,"do":"work"}                 | line 1, column 11: a name that the object has already
                    []                                        | it has no "v"
                    {"do":"work"}                             | it has no "v"
                    {"v":"1","do":"work"}                     | "v" is no version
                    {"v":0,"do":"work"}                       | "v" is no version
                    {"v":1}                                   | it has no "do"
                    {"v":1,"do":7}                            | "do" is no text
                    {"v":1,"do":"dance"}                      | nothing is called "dance"
                    {"v":1,"do":"cancel"}                     | it has no "run"
                    {"v":1,"do":"cancel","run":"7"}           | "run" is no id of a run
                    {"v":1,"do":"follow","run":null}          | "run" is no text
                    {"v":1,"do":"work","force":true}          | it has keys that do not belong to it
                    """)
    void whatIsNoRequestIsNamed(String line, String reason) {
        assertRefused(line, Code.INVALID_INPUT, "not a request to a running Swarm: " + reason);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"step\":\"a b\",\"verdict\":1", "\"verdict\":1", "\"step\":\"a\""})
    void resolveNeedsAStepAndAVerdict(String rest) {
        String line = "{\"v\":1,\"do\":\"resolve\",\"run\":\"" + RUN + "\"," + rest + "}";

        assertThatThrownBy(() -> ControlCodec.request(line.getBytes(UTF_8)))
                .isInstanceOf(SwarmException.class);
    }

    @Test
    void depthIsBounded() {
        String deep = "[".repeat(64) + "]".repeat(64);

        assertRefused(
                "{\"v\":1,\"do\":\"resolve\",\"run\":\""
                        + RUN
                        + "\",\"step\":\"a\",\"verdict\":"
                        + deep
                        + "}",
                Code.INVALID_INPUT,
                "not a request to a running Swarm: line 1, column 152: nested deeper than 64");
    }

    @Test
    void laterVersionIsToldSo() {
        assertRefused(
                "{\"v\":2,\"do\":\"dance\"}",
                Code.TOO_NEW,
                "the process that executes the run speaks version 1 of the protocol, and was asked"
                        + " in version 2. Use the Swarm that it was started with.");
    }

    @Test
    void codeOfALaterVersionIsTakenForAnInternalError() {
        String line = "{\"error\":{\"code\":\"LATER\",\"message\":\"m\"}}";

        assertThat(ControlCodec.answer(line.getBytes(UTF_8)))
                .isEqualTo(new Refusal(Code.INTERNAL, "m"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 400",
                "[]",
                "{}",
                "{\"ok\":1}",
                "{\"error\":\"x\"}",
                "{\"seq\":1.5}"
            })
    void answerThatIsNoneIsAnError(String line) {
        assertThatThrownBy(() -> ControlCodec.answer(line.getBytes(UTF_8)))
                .hasMessage(
                        "the process that executes the run answers in another language than"
                                + " Swarm's: is it another version?");
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "\u0001", "é", "\uD83D\uDE00", "\uD83D"})
    void longMessageIsCutToALine(String part) {
        byte[] line = ControlCodec.encode(new Refusal(Code.INTERNAL, part.repeat(1 << 20)));

        assertThat(line.length).isLessThan(Lines.MAX_BYTES);
        assertThat(ControlCodec.answer(line))
                .isInstanceOfSatisfying(
                        Refusal.class,
                        refusal -> assertThat(refusal.message()).hasSizeGreaterThan(60_000));
    }

    private static void assertRefused(String line, Code code, String message) {
        assertThatThrownBy(() -> ControlCodec.request(line.getBytes(UTF_8)))
                .isInstanceOfSatisfying(
                        SwarmException.class, e -> assertThat(e.code()).isEqualTo(code))
                .hasMessage(message);
    }

    private static String text(byte[] line) {
        return new String(line, UTF_8);
    }
}
