package net.swarmstack.control;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.junit.jupiter.api.Test;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

final class SocketPlaceTest {

    private static final SocketPlace TEMPORARY = new SocketPlace(Path.of("/tmp"), "7.sock", true);

    @Test
    void socketLiesBesideTheLockFile() {
        assertThat(candidates("/srv/swarm/swarm-registry/owners/7.sock", Map.of()))
                .first()
                .isEqualTo(
                        new SocketPlace(
                                Path.of("/srv/swarm/swarm-registry/owners"), "7.sock", false));
    }

    @Test
    void runtimeFolderComesBeforeTheTemporaryOne() {
        assertThat(candidates("/srv/7.sock", Map.of("XDG_RUNTIME_DIR", "/run/user/7")))
                .containsExactly(
                        new SocketPlace(Path.of("/srv"), "7.sock", false),
                        new SocketPlace(Path.of("/run/user/7"), "7.sock", true),
                        TEMPORARY);
    }

    @Test
    void pathThatJustFitsIsTaken() {
        Path longest = ofLength(SocketPlace.MAX_BYTES, 'x');

        assertThat(SocketPlace.candidates(longest, Map.of())).hasSize(2);
    }

    @Test
    void longerPathIsNot() {
        Path tooLong = ofLength(SocketPlace.MAX_BYTES + 1, 'x');

        assertThat(SocketPlace.candidates(tooLong, Map.of())).containsExactly(TEMPORARY);
    }

    @Test
    void pathIsMeasuredInBytes() {
        Path tooLong = ofLength(SocketPlace.MAX_BYTES, 'é');

        assertThat(tooLong.toString().getBytes(UTF_8).length).isGreaterThan(SocketPlace.MAX_BYTES);
        assertThat(SocketPlace.candidates(tooLong, Map.of())).containsExactly(TEMPORARY);
    }

    @Test
    void runtimeFolderThatIsTooLongIsNotTaken() {
        Map<String, String> environment = Map.of("XDG_RUNTIME_DIR", "/" + "x".repeat(80));

        assertThat(candidates("/srv/7.sock", environment))
                .containsExactly(new SocketPlace(Path.of("/srv"), "7.sock", false), TEMPORARY);
    }

    @Test
    void runtimeFolderThatIsRelativeIsNotTaken() {
        assertThat(candidates("/srv/7.sock", Map.of("XDG_RUNTIME_DIR", "run")))
                .containsExactly(new SocketPlace(Path.of("/srv"), "7.sock", false), TEMPORARY);
    }

    private static List<SocketPlace> candidates(String wanted, Map<String, String> environment) {
        return SocketPlace.candidates(Path.of(wanted), environment);
    }

    private static Path ofLength(int length, char filler) {
        String name = "/7.sock";
        return Path.of("/" + String.valueOf(filler).repeat(length - 1 - name.length()) + name);
    }
}
