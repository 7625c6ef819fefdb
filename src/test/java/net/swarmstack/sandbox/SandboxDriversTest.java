package net.swarmstack.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import net.swarmstack.model.Isolation;
import net.swarmstack.sandbox.SandboxDrivers.Choice;
import net.swarmstack.sandbox.SandboxDrivers.Demand;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

final class SandboxDriversTest {

    @TempDir Path folder;

    private final ProbedDriver bubblewrap = new ProbedDriver("bubblewrap", Isolation.NAMESPACE);
    private final ProbedDriver process = new ProbedDriver("process", Isolation.PROCESS);

    private SandboxDrivers drivers(SandboxPolicy policy) {
        return new SandboxDrivers(List.of(bubblewrap, process), policy, new ProbeCache(folder));
    }

    private Choice choose(SandboxPolicy policy, Demand demand) {
        return drivers(policy).choose(demand);
    }

    private static Demand demand(Isolation least, Optional<Isolation> asked) {
        return new Demand("agent a@1.0.0", least, asked, false);
    }

    private static Demand bundled(Isolation least) {
        return new Demand("agent a@1.0.0", least, Optional.empty(), true);
    }

    private static Choice taken(SandboxDriver driver) {
        return new Choice.Taken(driver, Optional.empty());
    }

    private static String refusal(Choice choice) {
        return ((Choice.Refused) choice).reason();
    }

    @Test
    void autoTakesTheBestThatWorks() {
        assertThat(choose(SandboxPolicy.DEFAULT, demand(Isolation.PROCESS, Optional.empty())))
                .isEqualTo(taken(bubblewrap));
    }

    @Test
    void autoDoesNotTakeProcess() {
        bubblewrap.breakDown();

        Choice choice = choose(SandboxPolicy.DEFAULT, demand(Isolation.PROCESS, Optional.empty()));

        assertThat(refusal(choice))
                .isEqualTo(
                        "agent a@1.0.0 would not be isolated: bubblewrap does not work here: broken."
                                + " Mend it. To run it as any program of yours: --isolation process");
    }

    @Test
    void bundledAgentsRunAtProcessWhereNothingElseWorks() {
        bubblewrap.breakDown();

        Choice choice = choose(SandboxPolicy.DEFAULT, bundled(Isolation.PROCESS));

        assertThat(choice)
                .isEqualTo(
                        new Choice.Taken(
                                process,
                                Optional.of(
                                        "bundled agents run at isolation process, as any program of"
                                                + " yours: bubblewrap does not work here: broken. Mend"
                                                + " it.")));
    }

    @Test
    void bundledAgentsAreRefusedBelowWhatTheyNeed() {
        bubblewrap.breakDown();

        Choice choice = choose(SandboxPolicy.DEFAULT, bundled(Isolation.NAMESPACE));

        assertThat(refusal(choice)).contains("can't have isolation namespace", "Mend it.");
    }

    @Test
    void minimumHoldsForBundledAgentsToo() {
        bubblewrap.breakDown();

        Choice choice =
                choose(
                        new SandboxPolicy(SandboxPolicy.AUTO, Isolation.NAMESPACE),
                        bundled(Isolation.PROCESS));

        assertThat(refusal(choice)).contains("can't have isolation namespace");
    }

    @Test
    void processIsTakenWhereItIsAskedFor() {
        assertThat(
                        choose(
                                SandboxPolicy.DEFAULT,
                                demand(Isolation.PROCESS, Optional.of(Isolation.PROCESS))))
                .isEqualTo(taken(process));
    }

    @Test
    void processIsTakenWhereItIsConfigured() {
        assertThat(
                        choose(
                                new SandboxPolicy("process", Isolation.PROCESS),
                                demand(Isolation.PROCESS, Optional.empty())))
                .isEqualTo(taken(process));
    }

    @Test
    void askingForLessThanAnAgentAcceptsIsRefused() {
        Choice choice =
                choose(
                        SandboxPolicy.DEFAULT,
                        demand(Isolation.NAMESPACE, Optional.of(Isolation.PROCESS)));

        assertThat(refusal(choice))
                .isEqualTo(
                        "agent a@1.0.0 needs isolation namespace (its own), and process was asked for");
    }

    @Test
    void askingForLessThanTheMinimumIsRefused() {
        Choice choice =
                choose(
                        new SandboxPolicy(SandboxPolicy.AUTO, Isolation.NAMESPACE),
                        demand(Isolation.PROCESS, Optional.of(Isolation.PROCESS)));

        assertThat(refusal(choice))
                .isEqualTo(
                        "agent a@1.0.0 needs isolation namespace (sandbox.minimum), and process was"
                                + " asked for");
    }

    @Test
    void configuredDriverIsNotReplacedByABetterOne() {
        Choice choice =
                choose(
                        new SandboxPolicy("process", Isolation.PROCESS),
                        demand(Isolation.NAMESPACE, Optional.empty()));

        assertThat(refusal(choice))
                .isEqualTo(
                        "agent a@1.0.0 can't have isolation namespace: no driver that sandbox.driver"
                                + " names has it here.");
    }

    @Test
    void levelThatIsAskedForIsTakenBesideTheConfiguredDriver() {
        assertThat(
                        choose(
                                new SandboxPolicy("process", Isolation.PROCESS),
                                demand(Isolation.PROCESS, Optional.of(Isolation.NAMESPACE))))
                .isEqualTo(taken(bubblewrap));
    }

    @Test
    void levelThatNoDriverHasIsRefused() {
        assertThat(refusal(choose(SandboxPolicy.DEFAULT, demand(Isolation.VM, Optional.empty()))))
                .isEqualTo("agent a@1.0.0 can't have isolation vm: no driver has it here.");
    }

    @Test
    void probeThatSucceededIsRemembered() {
        choose(SandboxPolicy.DEFAULT, demand(Isolation.PROCESS, Optional.empty()));
        choose(SandboxPolicy.DEFAULT, demand(Isolation.PROCESS, Optional.empty()));

        assertThat(bubblewrap.probes()).isEqualTo(1);
    }

    @Test
    void probeIsAskedAgainWhereTheDriverFailed() {
        SandboxDrivers drivers = drivers(SandboxPolicy.DEFAULT);
        drivers.choose(demand(Isolation.PROCESS, Optional.empty()));

        drivers.forget(bubblewrap);
        drivers.choose(demand(Isolation.PROCESS, Optional.empty()));

        assertThat(bubblewrap.probes()).isEqualTo(2);
    }

    @Test
    void probeThatFailedIsAskedAgainByTheNextProcess() {
        bubblewrap.breakDown();
        choose(SandboxPolicy.DEFAULT, bundled(Isolation.PROCESS));
        choose(SandboxPolicy.DEFAULT, bundled(Isolation.PROCESS));

        assertThat(bubblewrap.probes()).isEqualTo(2);
    }
}
