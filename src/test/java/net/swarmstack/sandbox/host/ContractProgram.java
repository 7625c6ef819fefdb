package net.swarmstack.sandbox.host;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;

/// Runs a test class, the contract of a driver, as a program whose user is somebody else. The last
/// line of stdout is `passed N, failed M`.
final class ContractProgram {

    private static final int STACK_LINES = 10;

    private ContractProgram() {}

    public static void main(String[] args) {
        var listener = new SummaryGeneratingListener();
        LauncherFactory.create()
                .execute(
                        LauncherDiscoveryRequestBuilder.request()
                                .selectors(selectClass(args[0]))
                                .build(),
                        listener);
        TestExecutionSummary summary = listener.getSummary();
        var out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        summary.printFailuresTo(out, STACK_LINES);
        out.printf(
                "passed %d, failed %d%n",
                summary.getTestsSucceededCount(), summary.getTotalFailureCount());
    }
}
