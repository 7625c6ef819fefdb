package net.swarmstack.control;

import static org.assertj.core.api.Assertions.assertThat;

import net.swarmstack.control.ServerLine.Ended;
import net.swarmstack.control.ServerLine.Reached;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.ArrayList;
import java.util.List;

@Timeout(60)
final class FollowingTest {

    private final Following following = new Following();

    @Test
    void ofManyTransitionsTheLatestIsKept() throws InterruptedException {
        for (long seq = 1; seq <= 1_000_000; seq++) {
            following.transition(seq);
        }
        following.ended("succeeded");

        assertThat(all()).containsExactly(new Reached(1_000_000), new Ended("succeeded"));
    }

    @Test
    void sequenceNeverGoesBack() throws InterruptedException {
        following.transition(7);
        following.transition(3);
        following.ended("failed");

        assertThat(all()).containsExactly(new Reached(7), new Ended("failed"));
    }

    @Test
    void nothingComesAfterTheEnd() throws InterruptedException {
        following.ended("failed");
        List<ServerLine> told = all();
        following.transition(9);
        following.ended("succeeded");

        assertThat(told).containsExactly(new Ended("failed"));
        assertThat(all()).isEmpty();
    }

    @Test
    void whatHasComeIsToldAfterClosing() throws InterruptedException {
        following.transition(2);
        following.ended("failed");
        following.close();

        assertThat(all()).containsExactly(new Reached(2), new Ended("failed"));
    }

    @Test
    void closingEndsTheWait() throws InterruptedException {
        Thread.startVirtualThread(following::close);

        assertThat(all()).isEmpty();
    }

    private List<ServerLine> all() throws InterruptedException {
        var all = new ArrayList<ServerLine>();
        for (var line = following.next(); line.isPresent(); line = following.next()) {
            all.add(line.get());
        }
        return all;
    }
}
