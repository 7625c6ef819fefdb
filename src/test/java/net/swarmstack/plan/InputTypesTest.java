package net.swarmstack.plan;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;

/// Inputs whose types are known to be wrong before anything runs.
final class InputTypesTest {

    private final PlannerFixture test = new PlannerFixture();

    InputTypesTest() {
        test.agent(
                "typed",
                """
                inputs:
                  - {name: text, type: string}
                  - {name: whole, type: integer}
                  - {name: number, type: number}
                  - {name: flag, type: boolean}
                  - {name: list, type: array, items: {type: string}}
                  - name: user
                    type: object
                    properties:
                      name: {type: string}
                      tags: {type: array, items: {type: string}}
                  - {name: free, type: any}
                outputs:
                  - {name: text, type: string}
                  - {name: whole, type: integer}
                  - {name: number, type: number}
                  - {name: flag, type: boolean}
                  - {name: whole_list, type: array, items: {type: integer}}
                  - {name: any_list, type: array}
                  - {name: person, type: object, properties: {name: {type: integer}}}
                  - {name: open, type: object}
                  - {name: free, type: any}
                """);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "text: '${steps.a.outputs.whole}' | \"text\" must be of type string; ${steps.a.outputs.whole} gives integer",
                "whole: '${steps.a.outputs.text}' | \"whole\" must be of type integer; ${steps.a.outputs.text} gives string",
                "whole: '${steps.a.status}' | \"whole\" must be of type integer; ${steps.a.status} gives string",
                "number: '${steps.a.outputs.flag}' | \"number\" must be of type number; ${steps.a.outputs.flag} gives boolean",
                "flag: '${steps.a.outputs.number}' | \"flag\" must be of type boolean; ${steps.a.outputs.number} gives number",
                "flag: '${size(trigger.x)}' | \"flag\" must be of type boolean; ${size(trigger.x)} gives integer",
                "text: '${trigger.x > 2}' | \"text\" must be of type string; ${trigger.x > 2} gives boolean",
                "whole: 'n ${trigger.x}' | \"whole\" must be of type integer; text with ${…} in it is string",
                "text: '${steps.a.outputs.open}' | \"text\" must be of type string; ${steps.a.outputs.open} gives object",
                "text: '${steps.any.outputs}' | \"text\" must be of type string; ${steps.any.outputs} gives object",
                "text: '${steps.a.outputs.any_list}' | \"text\" must be of type string; ${steps.a.outputs.any_list} gives array",
                "list: '${steps.a.outputs.text}' | \"list\" must be of type array; ${steps.a.outputs.text} gives string",
                "list: '${steps.a.outputs.whole_list}' | \"list[]\" must be of type string; ${steps.a.outputs.whole_list} gives integer",
                "user: '${steps.a.outputs.person}' | \"user.name\" must be of type string; ${steps.a.outputs.person} gives integer",
                "text: ['${trigger.x}'] | \"text\" must be of type string, is array",
                "text: {a: '${trigger.x}'} | \"text\" must be of type string, is object"
            })
    void inputOfAnotherTypeIsRefusedAtItsValueNamingBothTypes(String input, String problem) {
        int column = "  inputs: {".length() + input.indexOf(':') + 3;

        assertThat(problems(input))
                .containsExactly("w.yaml:7:" + column + ": step \"b\": " + problem);
    }

    @Test
    void partsOfAnInputAreRefusedWhereTheyStand() {
        assertThat(
                        problems(
                                "list: ['${trigger.x}', '${steps.a.outputs.whole}', 5], user: {name:"
                                        + " '${trigger.x > 1}', tags: ['${1 + 1}'], more: '${1 + 1}'}"))
                .extracting(problem -> problem.replaceFirst(".*step \"b\": ", ""))
                .containsExactly(
                        "\"list[1]\" must be of type string; ${steps.a.outputs.whole} gives integer",
                        "\"list[2]\" must be of type string, is integer",
                        "\"user.name\" must be of type string; ${trigger.x > 1} gives boolean",
                        "\"user.tags[0]\" must be of type string; ${1 + 1} gives integer");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "text: '${steps.a.outputs.text}'",
                "text: '${trigger.x}'",
                "text: '${steps.any.outputs.x}'",
                "text: '${steps.a.outputs.free}'",
                "text: '${variables.x}'",
                "text: '${trigger.x + trigger.y}'",
                "text: '${steps.a.outputs.any_list[0]}'",
                "text: '${steps.a.outputs.open.x}'",
                "text: 'x ${steps.a.outputs.whole}'",
                "number: '${steps.a.outputs.whole}'",
                "whole: '${steps.a.outputs.number}'",
                "whole: '${1.0 + trigger.x}'",
                "list: '${steps.a.outputs.any_list}'",
                "list: '${[]}'",
                "list: '${steps.a.outputs.whole_list.map(n, string(n))}'",
                "user: '${steps.a.outputs.open}'",
                "user: {other: '${1 + 1}'}",
                "user: '${null}'",
                "free: '${steps.a.outputs.whole}'",
                "free: ['${trigger.x}']"
            })
    void inputThatMayBeOfTheTypeIsTaken(String input) {
        assertThat(problems(input)).isEmpty();
    }

    @Test
    void outputThatIsNotDeclaredIsRefusedOnEveryLevelAndInAnIf() {
        assertThat(
                        test.problems(
                                PlannerFixture.workflow(
                                        """
                                        - {id: a, agent: typed}
                                        - {id: b, agent: any, inputs: {x: "${steps.a.outputs.person.nam}"}}
                                        - {id: c, agent: any, if: steps.a.outputs.wohle > 1}
                                        - {id: d, agent: any, if: steps.a.outputs.whole}
                                        """)))
                .containsExactly(
                        "w.yaml:5:36: ${steps.a.outputs.person.nam}: \"nam\" does not exist in"
                                + " steps.a.outputs.person. Did you mean \"name\"? There is: name",
                        "w.yaml:6:27: steps.a.outputs.wohle > 1: \"wohle\" does not exist in"
                                + " steps.a.outputs. Did you mean \"whole\"? There is: text, whole,"
                                + " number, flag, whole_list, any_list, person, open, free",
                        "w.yaml:7:27: steps.a.outputs.whole: gives integer, not boolean: expected a"
                                + " condition such as steps.fetch.outputs.count > 0");
    }

    private List<String> problems(String input) {
        return test.problems(
                PlannerFixture.workflow(
                                """
                                - {id: a, agent: typed}
                                - {id: any, agent: any}
                                - id: b
                                  inputs: {%s}
                                  agent: typed
                                """
                                        .formatted(input))
                        + "variables: {x: 1}\n");
    }
}
