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
    void whatOnlyTheClassSaysIsSaid() {
        assertThat(Reason.of(new NoSuchFileException("/x"))).isEqualTo("/x: does not exist");
        assertThat(Reason.of(new AccessDeniedException("/x"))).isEqualTo("/x: permission denied");
        assertThat(Reason.of(new IOException())).isEqualTo("IOException");
    }
}
