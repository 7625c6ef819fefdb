package net.swarmstack.definition;

import static org.assertj.core.api.Assertions.assertThat;

import net.swarmstack.model.Failure;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

class RetryPolicyTest {

    private static final double MIDDLE = 0.5;

    @Test
    void delayGrowsByItsBackoff() {
        RetryPolicy policy = policy(1_000, 2, 60_000, 0.1);

        assertThat(delays(policy, 1, 2, 3, 4)).containsExactly(1_000L, 2_000L, 4_000L, 8_000L);
    }

    @Test
    void delayThatDoesNotGrowStaysTheSame() {
        assertThat(delays(policy(250, 1, 60_000, 0), 1, 2, 99)).containsExactly(250L, 250L, 250L);
    }

    @Test
    void backoffMayBeAFraction() {
        assertThat(delays(policy(1_000, 1.5, 60_000, 0), 1, 2, 3))
                .containsExactly(1_000L, 1_500L, 2_250L);
    }

    @Test
    void delayNeverExceedsItsBoundHoweverManyAttempts() {
        RetryPolicy policy = policy(1_000, 100, 60_000, 0);

        assertThat(delays(policy, 2, 3, 100)).containsExactly(60_000L, 60_000L, 60_000L);
    }

    @Test
    void firstDelayIsBoundedToo() {
        assertThat(delays(policy(10_000, 2, 3_000, 0), 1)).containsExactly(3_000L);
    }

    @Test
    void noDelayStaysNone() {
        assertThat(delays(policy(0, 100, 60_000, 1), 1, 100)).containsExactly(0L, 0L);
    }

    @Test
    void jitterSpreadsTheDelayToBothSides() {
        RetryPolicy policy = policy(1_000, 2, 60_000, 0.1);

        assertThat(policy.delayAfter(1, 0)).isEqualTo(Duration.ofMillis(900));
        assertThat(policy.delayAfter(1, 1)).isEqualTo(Duration.ofMillis(1_100));
        assertThat(new Random(1).doubles(1_000))
                .allMatch(random -> isWithin(policy.delayAfter(1, random), 900, 1_100));
    }

    @Test
    void jitterSpreadsALongDelayBeyondItsBound() {
        assertThat(policy(60_000, 2, 60_000, 0.5).delayAfter(3, 1))
                .isEqualTo(Duration.ofSeconds(90));
    }

    @Test
    void fullJitterGivesAnythingFromNothingToTwice() {
        RetryPolicy policy = policy(1_000, 2, 60_000, 1);

        assertThat(policy.delayAfter(1, 0)).isZero();
        assertThat(policy.delayAfter(1, 1)).isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void attemptsCountAllTries() {
        var policy =
                new RetryPolicy(
                        3,
                        Duration.ofSeconds(1),
                        2,
                        Duration.ofSeconds(60),
                        0,
                        RetryPolicy.RETRYABLE);
        var failure = new Failure(Failure.Type.ERROR, "why");

        assertThat(IntStream.rangeClosed(1, 4).mapToObj(n -> policy.triesAgain(n, failure)))
                .containsExactly(true, true, false, false);
    }

    @Test
    void nothingIsTriedAgainWhereNothingIsWritten() {
        assertThat(RetryPolicy.NONE.triesAgain(1, new Failure(Failure.Type.ERROR, "why")))
                .isFalse();
    }

    @Test
    void whatMayBeTriedAgainIsWhatItsTypeAllows() {
        assertThat(RetryPolicy.RETRYABLE)
                .containsExactly(
                        Failure.Type.ERROR,
                        Failure.Type.TIMEOUT,
                        Failure.Type.OOM,
                        Failure.Type.PIDS,
                        Failure.Type.BAD_OUTPUT,
                        Failure.Type.SANDBOX_LOST,
                        Failure.Type.SANDBOX_FAILED);
    }

    private static RetryPolicy policy(
            long delayMillis, double backoff, long maxDelayMillis, double jitter) {
        return new RetryPolicy(
                100,
                Duration.ofMillis(delayMillis),
                backoff,
                Duration.ofMillis(maxDelayMillis),
                jitter,
                RetryPolicy.RETRYABLE);
    }

    private static List<Long> delays(RetryPolicy policy, int... attempts) {
        return IntStream.of(attempts)
                .mapToObj(attempt -> policy.delayAfter(attempt, MIDDLE).toMillis())
                .toList();
    }

    private static boolean isWithin(Duration delay, long leastMillis, long mostMillis) {
        return delay.toMillis() >= leastMillis && delay.toMillis() <= mostMillis;
    }
}
