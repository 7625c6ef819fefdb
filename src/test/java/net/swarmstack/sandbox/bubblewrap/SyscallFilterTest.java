package net.swarmstack.sandbox.bubblewrap;

import static org.assertj.core.api.Assertions.assertThat;

import net.swarmstack.sandbox.ExecSpec;
import net.swarmstack.sandbox.Exit;
import net.swarmstack.sandbox.Sandbox;
import net.swarmstack.sandbox.SandboxLimits;
import net.swarmstack.sandbox.SandboxPath;
import net.swarmstack.sandbox.SandboxSpec;
import net.swarmstack.sandbox.host.HostDrivers;
import net.swarmstack.testing.SandboxLeaks;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/// What the kernel says to a program in a sandbox that makes a call.
final class SyscallFilterTest {

    @RegisterExtension final SandboxLeaks leaks = new SandboxLeaks();

    /// One sandbox asks for all: a call that passes the filter answers with another error than
    /// EPERM, for its arguments are nonsense, or does what nothing else is harmed by.
    @Test
    void deniedCallsFailAsNotPermitted() throws Exception {
        Machine machine = Machine.of(System.getProperty("os.arch")).orElseThrow();
        String numbers =
                Arrays.stream(DeniedCall.values())
                        .map(call -> call.number(machine))
                        .filter(number -> number >= 0)
                        .map(String::valueOf)
                        .collect(Collectors.joining(", "));

        String said =
                python(
                        """
                        for number in [%s]:
                            error = call(number, -1, -1, -1, -1, -1)
                            if error != 1:
                                print(number, error)
                        """
                                .formatted(numbers));

        assertThat(said).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "'clone into a user namespace',   'call(56, 0x10000011, 0, 0, 0, 0)', 1",
        "'clone into a mount namespace',  'call(56, 0x00020011, 0, 0, 0, 0)', 1",
        "'clone3',                        'call(435, 0, 0)', 38",
        "'io_uring_setup',                'call(425, 1, 0)', 38",
        "'io_uring_enter',                'call(426, 1, 0)', 38",
        "'io_uring_register',             'call(427, 1, 0)', 38",
        "'typing into a terminal',        'call(16, 0, 0x5412, 0)', 1",
        "'pasting into a console',        'call(16, 0, 0x541C, 0)', 1",
        "'the same with high bits set',   'call(16, 0, 0x100005412, 0)', 1",
        "'a socket to the host of a VM',  'call(41, 40, 1, 0)', 97",
        "'a raw socket',                  'call(41, 17, 3, 0)', 97",
        "'a socket of the cryptography',  'call(41, 38, 5, 0)', 97",
        "'a pair of such',                'call(53, 40, 1, 0, 0)', 97",
        "'another personality',           'call(135, 0x0040000)', 1",
        "'fallocate',                     'call(285, 1, 0, 0, 4096)', 95",
        "'the x32 ABI',                   'call(0x40000000 + 39)', 38"
    })
    void callIsRefused(String what, String code, int error) throws Exception {
        assertThat(python("print(" + code + ")")).as(what).isEqualTo(Integer.toString(error));
    }

    @ParameterizedTest
    @CsvSource({
        "'an ioctl',              'call(16, 0, 0x5401, buffer)', 25",
        "'asking for the personality', 'call(135, 0xffffffff)', 0",
        "'an internet socket',    'call(41, 2, 1, 0)', 0",
        "'an IPv6 socket',        'call(41, 10, 1, 0)', 0",
        "'a local socket',        'call(41, 1, 1, 0)', 0",
        "'asking for interfaces', 'call(41, 16, 3, 0)', 0",
        "'getpid',                'call(39)', 0"
    })
    void callIsAllowed(String what, String code, int error) throws Exception {
        assertThat(python("print(" + code + ")")).as(what).isEqualTo(Integer.toString(error));
    }

    @Test
    void programOfAnotherMachineIsKilled() throws Exception {
        // int 0x80 is a call of i386: b8 14 00 00 00 cd 80 c3 is getpid there.
        Exit exit =
                execute(
                        """
                        import ctypes, mmap
                        code = mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
                        code.write(bytes.fromhex('b814000000cd80c3'))
                        address = ctypes.addressof(ctypes.c_char.from_buffer(code))
                        print(ctypes.CFUNCTYPE(ctypes.c_int)(address)())
                        """,
                        new ByteArrayOutputStream());

        assertThat(exit).isEqualTo(new Exit.Signaled(31)); // SIGSYS
    }

    @ParameterizedTest
    @EnumSource
    void filterIsMadeForEachMachine(Machine machine) {
        byte[] filter = SyscallFilter.of(machine);

        assertThat(filter.length % 8).isZero();
        assertThat(filter.length / 8).isBetween(70, 4096);
    }

    private String python(String script) throws Exception {
        var output = new ByteArrayOutputStream();
        String head =
                """
                import ctypes
                libc = ctypes.CDLL(None, use_errno=True)
                buffer = ctypes.create_string_buffer(256)
                def call(number, *arguments):
                    longs = [a if a is buffer else ctypes.c_long(a) for a in arguments]
                    result = libc.syscall(ctypes.c_long(number), *longs)
                    return ctypes.get_errno() if result == -1 else 0
                """;
        Exit exit = execute(head + script, output);
        assertThat(exit).as(output.toString(StandardCharsets.UTF_8)).isEqualTo(new Exit.Exited(0));
        return output.toString(StandardCharsets.UTF_8).strip();
    }

    private Exit execute(String script, ByteArrayOutputStream output) throws Exception {
        Path base = leaks.base();
        String id = leaks.watch("bwrap-filter-" + ProcessHandle.current().pid());
        SandboxPath nothing = SandboxPath.of("in/nothing");
        var limits = new SandboxLimits(256 << 20, 64, 0, 64 << 20);
        var spec = new SandboxSpec(id, base, List.of(), limits);
        try (Sandbox sandbox = HostDrivers.bubblewrap(base).open(spec)) {
            sandbox.put(nothing, new byte[0]);
            var exec =
                    new ExecSpec(
                            List.of("/usr/bin/python3", "-c", script),
                            Map.of(),
                            SandboxPath.of("work"),
                            nothing);
            return sandbox.exec(
                            exec,
                            (_, chunk) -> {
                                synchronized (output) {
                                    output.write(chunk.array(), 0, chunk.remaining());
                                }
                                return true;
                            })
                    .exit()
                    .get(20, TimeUnit.SECONDS);
        }
    }
}
