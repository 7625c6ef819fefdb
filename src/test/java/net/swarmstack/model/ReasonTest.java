package net.swarmstack.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

final class ReasonTest {

    @Test
    void errorOfTheDiskIsToldWithoutTheNameOfItsClass() {
        assertThat(Reason.of(new IOException("No space left on device")))
                .isEqualTo("No space left on device");
        assertThat(Reason.of(new FileSystemException("/x", null, "Read-only file system")))
                .isEqualTo("/x: Read-only file system");
    }

    @Test
    void readOnlyFileSystemIsTheDisksAffairAndAMissingRightIsNot() {
        var disk = new FileSystemException("/x", null, "Read-only file system");

        assertThat(Reason.refusal("can't make /x", disk))
                .hasMessage("can't make /x: /x: Read-only file system")
                .extracting(SwarmException::code)
                .isEqualTo(SwarmException.Code.STORE_FAILED);
        assertThat(Reason.refusal("can't make /x", new AccessDeniedException("/x")).code())
                .isEqualTo(SwarmException.Code.MISCONFIGURED);
    }

    @Test
    void whatOnlyTheClassSaysIsSaid() {
        assertThat(Reason.of(new NoSuchFileException("/x"))).isEqualTo("/x: does not exist");
        assertThat(Reason.of(new AccessDeniedException("/x"))).isEqualTo("/x: permission denied");
        assertThat(Reason.of(new IOException())).isEqualTo("IOException");
    }
}
