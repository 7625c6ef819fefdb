package net.swarmstack.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import net.swarmstack.e2e.Started.Ended;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;

/// `./swarm` builds when it must, once, and recovers from being killed at any moment.
final class BuildIT {

    @TempDir Path folder;

    private Checkout checkout;

    BuildIT() {}

    @BeforeEach
    void checkOut() throws Exception {
        checkout = Checkout.in(folder);
    }

    @Test
    void firstStartBuildsAndSaysSoInOneLine() throws Exception {
        Ended first = checkout.run("agent", "list");

        assertThat(first.status()).isZero();
        assertThat(first.out()).isEqualTo("one[agent, list]\n");
        assertThat(first.err().lines())
                .singleElement()
                .asString()
                .startsWith("swarm: building Swarm");
        assertThat(checkout.path("mvn.calls"))
                .content()
                .contains("-Dquick", "-Dswarm.build.directory=.build/maven", "package");
    }

    @Test
    void secondStartBuildsNothingAndSaysNothing() throws Exception {
        checkout.run("agent", "list");

        Ended second = checkout.run("agent", "list");

        assertThat(second).isEqualTo(new Ended(0, "one[agent, list]\n", ""));
        assertThat(checkout.builds()).isEqualTo(1);
    }

    @Test
    void changedSourceIsBuilt() throws Exception {
        checkout.run();
        checkout.write("src/main/java/A.java", "class A { int field; }");

        checkout.run();

        assertThat(checkout.builds()).isEqualTo(2);
    }

    @Test
    void sourceReplacedByAnOlderOneIsBuilt() throws Exception {
        checkout.run();
        Files.setLastModifiedTime(
                checkout.path("src/main/java/A.java"),
                FileTime.from(Instant.parse("2001-02-03T04:05:06Z")));

        checkout.run();

        assertThat(checkout.builds()).isEqualTo(2);
    }

    @Test
    void deletedSourceIsBuiltWithout() throws Exception {
        checkout.run();
        Files.delete(checkout.path("src/main/java/B.java"));

        checkout.run();

        assertThat(checkout.builds()).isEqualTo(2);
    }

    @Test
    void renamedSourceIsBuilt() throws Exception {
        checkout.run();
        Files.move(checkout.path("src/main/java/B.java"), checkout.path("src/main/java/C.java"));

        checkout.run();

        assertThat(checkout.builds()).isEqualTo(2);
    }

    @Test
    void sourceChangedDuringTheBuildIsBuiltByTheNextStart() throws Exception {
        checkout.write("mvn.hold", "");
        try (var first = checkout.start()) {
            Started.await("the build began", () -> checkout.builds() == 1);
            checkout.write("src/main/java/A.java", "class A { int field; }");
            Files.delete(checkout.path("mvn.hold"));
            first.end();
        }

        checkout.run();

        assertThat(checkout.builds()).isEqualTo(2);
    }

    @Test
    void failedBuildShowsTheEndOfItsLogAndStartsNothing() throws Exception {
        checkout.write("mvn.fail", "");

        Ended failed = checkout.run("agent", "list");

        assertThat(failed.status()).isEqualTo(1);
        assertThat(failed.out()).isEmpty();
        assertThat(failed.err())
                .contains("the cause stands here", "the build failed", ".build/build.log");
    }

    @Test
    void failedBuildIsTriedAgain() throws Exception {
        checkout.write("mvn.fail", "");
        checkout.run();
        Files.delete(checkout.path("mvn.fail"));

        Ended next = checkout.run();

        assertThat(next.out()).isEqualTo("one[]\n");
    }

    @Test
    void secondFirstStartWaitsAndSaysSo() throws Exception {
        checkout.write("mvn.hold", "");
        try (var first = checkout.start("a");
                var second = afterBuildBegan("b")) {
            Started.await("the second says so", () -> second.err().contains("waiting for it"));
            Files.delete(checkout.path("mvn.hold"));

            Ended one = first.end();
            Ended two = second.end();

            assertThat(one.out()).isEqualTo("one[a]\n");
            assertThat(two.out()).isEqualTo("one[b]\n");
            assertThat(checkout.builds()).isEqualTo(1);
        }
    }

    @Test
    void startAfterAKilledBuildBuilds() throws Exception {
        checkout.write("mvn.hold", "");
        try (var first = checkout.start()) {
            Started.await("the build began", () -> checkout.builds() == 1);
            first.killAll();
        }
        Files.delete(checkout.path("mvn.hold"));

        Ended next = checkout.run();

        assertThat(next.out()).isEqualTo("one[]\n");
        assertThat(checkout.builds()).isEqualTo(2);
    }

    @Test
    void startWaitsForAMavenWhoseShellWasKilled() throws Exception {
        checkout.write("mvn.hold", "");
        try (var first = checkout.start()) {
            Started.await("the build began", () -> checkout.builds() == 1);
            first.kill();
        }

        try (var next = checkout.start()) {
            Started.await("the next waits", () -> next.err().contains("waiting for it"));
            Files.delete(checkout.path("mvn.hold"));

            assertThat(next.end().out()).isEqualTo("one[]\n");
        }
        assertThat(checkout.builds()).isEqualTo(2);
    }

    @Test
    void jarWithoutTheNoteOfItsSourcesIsBuiltAgain() throws Exception {
        checkout.run();
        Files.delete(checkout.path(".build/sources"));

        Ended next = checkout.run();

        assertThat(next.out()).isEqualTo("one[]\n");
        assertThat(checkout.builds()).isEqualTo(2);
    }

    @Test
    void runningProgramKeepsItsJar() throws Exception {
        checkout.write("held", "");
        try (var running = checkout.start("hold", "held")) {
            Started.await("it runs", () -> running.out().contains("holding"));
            StandInJar.jar(checkout.path("program.jar"), "two");
            checkout.write("src/main/java/A.java", "class A { int field; }");
            Ended next = checkout.run();
            Files.delete(checkout.path("held"));

            Ended kept = running.end();

            assertThat(next.out()).isEqualTo("two[]\n");
            assertThat(kept.out()).isEqualTo("holding\none\n");
        }
    }

    @Test
    void builtCheckoutThatIsReadOnlyRuns() throws Exception {
        checkout.run();
        checkout.protect(checkout.path(""));

        Ended ended = checkout.run("agent", "list");

        assertThat(ended).isEqualTo(new Ended(0, "one[agent, list]\n", ""));
    }

    @Test
    void readOnlyCheckoutWithOtherTimesRunsWhatIsBuilt() throws Exception {
        checkout.run();
        checkout.write("src/main/java/A.java", "class A { int field; }");
        checkout.protect(checkout.path(""));

        Ended ended = checkout.run("agent", "list");

        assertThat(ended.status()).isZero();
        assertThat(ended.out()).isEqualTo("one[agent, list]\n");
        assertThat(ended.err()).contains("starting what is built");
    }

    @Test
    void readOnlyCheckoutThatIsNotBuiltIsRefused() throws Exception {
        checkout.protect(checkout.path(""));

        Ended ended = checkout.run("agent", "list");

        assertThat(ended.status()).isEqualTo(78);
        assertThat(ended.err()).contains("can't be written");
    }

    @Test
    void inputIsLeftToTheCommand() throws Exception {
        Ended first = checkout.run(checkout.path("swarm"), folder, "hello", "stdin");

        assertThat(first.out()).isEqualTo("hello");
    }

    private Started afterBuildBegan(String word) throws InterruptedException {
        Started.await("the build began", () -> checkout.builds() == 1);
        return checkout.start(word);
    }
}
