package net.swarmstack.bundled;

import static org.assertj.core.api.Assertions.assertThat;

import net.swarmstack.bundled.NodeAgent.Ended;
import net.swarmstack.model.Json;
import net.swarmstack.testing.StandInServer;
import net.swarmstack.testing.StandInServer.Received;
import net.swarmstack.testing.StandInServer.Reply;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// The template `http-fetch-agent`: where a redirect may lead it, and what goes along.
final class HttpFetchRedirectTest {

    private static final Reply FINE = new Reply.Answer(200, Map.of(), "fine");

    @TempDir Path folder;
    private final Map<String, Reply> replies = new ConcurrentHashMap<>();
    private NodeAgent agent;
    private StandInServer web;

    @BeforeEach
    void start() throws IOException {
        agent = new NodeAgent("http-fetch-agent", folder);
        web = StandInServer.start(request -> replies.get(request.path()));
    }

    @AfterEach
    void stop() {
        web.close();
    }

    @ParameterizedTest
    @CsvSource({
        "301, POST, GET",
        "302, POST, GET",
        "303, PUT, GET",
        "307, POST, POST",
        "308, PUT, PUT"
    })
    void redirectIsFollowedWithItsMethod(int status, String method, String then) throws Exception {
        replies.put("/there", FINE);

        Ended ended =
                agent.run(input(redirect(status, "/there")).put("method", method).put("body", "b"));

        assertThat(ended.succeeded().path("body").stringValue()).isEqualTo("fine");
        Received second = web.received().getLast();
        assertThat(second.method()).isEqualTo(then);
        assertThat(second.body()).isEqualTo(then.equals("GET") ? "" : "b");
        assertThat(second.headers().containsKey("content-type")).isEqualTo(!then.equals("GET"));
    }

    @Test
    void authorizationStaysWithTheServerItIsFor() throws Exception {
        try (var other = StandInServer.start(_ -> FINE)) {
            replies.put("/there", redirect(302, other.url("/")));
            ObjectNode input = input(redirect(302, "/there"));
            input.putObject("headers")
                    .put("Authorization", "Bearer x")
                    .put("Cookie", "c")
                    .put("X-A", "y");

            agent.run(input).succeeded();

            assertThat(web.received().getLast().headers())
                    .containsEntry("authorization", "Bearer x")
                    .containsEntry("cookie", "c");
            assertThat(other.received().getFirst().headers())
                    .doesNotContainKeys("authorization", "cookie")
                    .containsEntry("x-a", "y");
        }
    }

    @Test
    void fiveRedirectsAreFollowedAndNotSix() throws Exception {
        for (int i = 2; i <= 6; i++) {
            replies.put("/" + i, i == 6 ? FINE : redirect(302, "/" + (i + 1)));
        }
        int exitOfFive = agent.run(input(redirect(302, "/2"))).exit();
        replies.put("/6", redirect(302, "/7"));

        Ended six = agent.run(input(redirect(302, "/2")));

        assertThat(exitOfFive).isZero();
        assertThat(six.failed(77).path("message").stringValue()).isEqualTo("more than 5 redirects");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ftp://127.0.0.1/x",
                "file:///etc/passwd",
                "http://u:p@127.0.0.1/",
                "http://"
            })
    void redirectToAnotherSchemeIsRefused(String location) throws Exception {
        Ended ended = agent.run(input(redirect(302, location)));

        assertThat(ended.failed(77).path("message").stringValue())
                .startsWith(web.url("/it") + " redirects to ")
                .doesNotContain("u:p");
    }

    private ObjectNode input(Reply reply) {
        replies.put("/it", reply);
        return Json.object().put("url", web.url("/it"));
    }

    private static Reply redirect(int status, String location) {
        return new Reply.Answer(status, Map.of("location", location), "");
    }
}
