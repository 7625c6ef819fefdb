package net.swarmstack.plan;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/// What is refused of the graph, each on its own; [PlanProblemsTest] has all at once.
final class PlanRefusalsTest {

    private final PlannerFixture test = new PlannerFixture();

    @Test
    void needOfAStepThatDoesNotExistIsRefused() {
        assertProblem(
                "[{id: a, agent: any}, {id: b, agent: any, needs: [aa]}]",
                "w.yaml:4:52: step \"b\" needs \"aa\", which does not exist. Did you mean \"a\"?");
    }

    @Test
    void referenceToAStepThatDoesNotExistIsRefused() {
        assertProblem(
                "[{id: a, agent: any}, {id: b, agent: any, inputs: {x: '${steps.c.outputs}'}}]",
                "w.yaml:4:57: ${steps.c.outputs}: \"c\" does not exist in steps. Did you mean"
                        + " \"a\"? There is: a, b");
    }

    @Test
    void referenceToAStepThatIsNotUpstreamIsACycleAndRefused() {
        assertProblem(
                "[{id: a, agent: any, inputs: {x: '${steps.b.outputs}'}}, {id: b, agent: any}]",
                "w.yaml:4:8: a cycle, in which each step needs the next: a → b → a. Step \"b\""
                        + " waits for the one listed before it because it has no \"needs\":"
                        + " \"needs: []\" would end that");
    }

    @Test
    void secondStepOfAnIdIsRefused() {
        assertProblem(
                "[{id: a, agent: any}, {id: a, agent: any}]",
                "w.yaml:4:29: a second step \"a\": the first stands in line 4");
    }

    @Test
    void idOfAHandlersStepIsUniqueInTheWorkflow() {
        String text =
                PlannerFixture.workflow("[{id: a, agent: any}]")
                        + "finally: [{step: {id: a, agent: any}}]\n";

        assertThat(test.problems(text))
                .containsExactly("w.yaml:5:23: a second step \"a\": the first stands in line 4");
    }

    @Test
    void unknownAgentIsRefusedWithTheNearest() {
        assertProblem(
                "[{id: a, agent: ehco}]",
                "w.yaml:4:18: step \"a\": no agent \"ehco\". Did you mean \"echo\"?");
    }

    @Test
    void inputThatTheAgentDoesNotDeclareIsRefused() {
        assertProblem(
                "[{id: a, agent: echo, inputs: {message: x, tims: 1}}]",
                "w.yaml:4:45: step \"a\": echo@1.0.0 has no input \"tims\". Did you mean \"times\"?"
                        + " It has: message, times");
    }

    @Test
    void inputOfAWrongTypeIsRefused() {
        assertProblem(
                "[{id: a, agent: echo, inputs: {message: 5}}]",
                "w.yaml:4:42: step \"a\": \"message\" must be of type string, is integer (type)");
    }

    @Test
    void requiredInputThatIsMissingIsRefused() {
        assertProblem(
                "[{id: a, agent: echo}]",
                "w.yaml:4:3: step \"a\": echo@1.0.0 requires the input \"message\"");
    }

    @Test
    void outputThatTheAgentDoesNotDeclareIsRefused() {
        assertProblem(
                "[{id: a, agent: echo, inputs: {message: x}}, {id: b, agent: any, inputs: {x:"
                        + " '${steps.a.outputs.ecoed}'}}]",
                "w.yaml:4:80: ${steps.a.outputs.ecoed}: \"ecoed\" does not exist in"
                        + " steps.a.outputs. Did you mean \"echoed\"? There is: echoed, timestamp");
    }

    private void assertProblem(String steps, String problem) {
        assertThat(test.problems(PlannerFixture.workflow(steps))).containsExactly(problem);
    }
}
