package net.swarmstack.cli;

import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// The files that `docs/errors.md` only tells of, for they are too long to show.
final class LongExamples {

    private static final String TOP = "name: flow\nversion: 1.0.0\n";
    private static final String STEP = "steps: [{id: a, agent: any}]\n";

    private LongExamples() {}

    /// Which kind of file it is.
    static String file(String what) {
        return what.startsWith("a `pattern`") ? "agent.yaml" : "workflow.yaml";
    }

    /// The file that a cell of the table describes.
    static byte[] of(String what) {
        String text =
                switch (what) {
                    case "a file of more than 1 MiB" -> "#".repeat((1 << 20) + 1);
                    case "a file that is not UTF-8" -> "\u00ff";
                    case "a control character other than line ends and tabs" ->
                            TOP + "author: \u001b\n" + STEP;
                    case "lists in lists, 51 deep" -> variable("[".repeat(49) + "]".repeat(49));
                    case "51 aliases" -> variable("[&x 1" + ", *x".repeat(51) + "]");
                    case "aliases of aliases, which stand for more than 2 MiB" ->
                            variable(
                                    "[&a ["
                                            + "1, ".repeat(99_999)
                                            + "1], &b ["
                                            + "*a, ".repeat(9)
                                            + "*a], *b, *b]");
                    case "a key of 1,025 characters" ->
                            variable("{? " + "k".repeat(1025) + " : 1}");
                    case "a number of 65 digits" -> variable("9".repeat(65));
                    case "65 labels" ->
                            TOP
                                    + IntStream.range(0, 65)
                                            .mapToObj(i -> "l" + i + ": x")
                                            .collect(Collectors.joining(", ", "labels: {", "}\n"))
                                    + STEP;
                    case "a label of 257 characters" ->
                            TOP + "labels: {l: " + "x".repeat(257) + "}\n" + STEP;
                    case "10,001 steps" ->
                            TOP + "steps:\n" + "- {id: a, agent: any}\n".repeat(10_001);
                    case "a cycle of 21 steps" ->
                            TOP
                                    + "steps:\n"
                                    + IntStream.rangeClosed(1, 21)
                                            .mapToObj(LongExamples::stepOfCycle)
                                            .collect(Collectors.joining());
                    case "an expression of 4,097 characters" ->
                            TOP
                                    + "steps: [{id: a, agent: any, inputs: {x: \"${"
                                    + "trigger.x+".repeat(409)
                                    + "trigger.xx}\"}}]\n";
                    case "2,001 longer expressions than a plain path" ->
                            TOP + "variables:\n  x:\n" + "   - \"${1 + 1}\"\n".repeat(2001) + STEP;
                    case "a `pattern` of 1,001 characters" ->
                            "name: tell\nversion: 1.0.0\n"
                                    + "runtime: {type: shell, entry: main.sh}\n"
                                    + "inputs: [{name: a, type: string, pattern: "
                                    + "a".repeat(1001)
                                    + "}]\n";
                    default -> throw new IllegalArgumentException("no example of " + what);
                };
        return text.getBytes(
                what.contains("UTF-8") ? StandardCharsets.ISO_8859_1 : StandardCharsets.UTF_8);
    }

    private static String variable(String value) {
        return TOP + "variables: {x: " + value + "}\n" + STEP;
    }

    private static String stepOfCycle(int number) {
        return "- {id: s%d, agent: any, needs: [s%d]}\n".formatted(number, number % 21 + 1);
    }
}
