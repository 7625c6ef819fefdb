package net.swarmstack.sandbox.bubblewrap;

import java.util.List;

/// The filter of system calls, a program for `seccomp(2)`. What is not denied is allowed: agents
/// are any programs. A denied call fails as on a kernel that does not permit or have it, so that
/// programs take their other way.
final class SyscallFilter {

    /// Of `struct seccomp_data`.
    private static final int NUMBER = 0;

    private static final int ARCH = 4;

    /// The low half of the first argument; both machines are little-endian.
    private static final int ARGUMENT_0 = 16;

    private static final int ARGUMENT_1 = 24;

    private static final int KILL_PROCESS = 0x80000000;
    private static final int ALLOW = 0x7FFF0000;
    private static final int ERRNO = 0x00050000;

    private static final int EPERM = 1;
    private static final int ENOSYS = 38;
    private static final int EOPNOTSUPP = 95;
    private static final int EAFNOSUPPORT = 97;

    /// Calls of the x32 ABI have this bit, and would pass by all that compares numbers.
    private static final int X32_BIT = 0x40000000;

    /// `CLONE_NEW*` of `clone(2)`: cgroup, uts, ipc, user, pid, net and mount namespaces.
    private static final int NEW_NAMESPACES = 0x7E020000;

    /// Put bytes into the input of a terminal, as if its user had typed them.
    private static final List<Integer> TERMINAL_INPUT = List.of(0x5412, 0x541C);

    /// `AF_UNIX`, `AF_INET`, `AF_INET6`, and `AF_NETLINK`, by which a program asks for its own
    /// interfaces.
    private static final List<Integer> SOCKET_FAMILIES = List.of(1, 2, 10, 16);

    private static final String DENY = "deny";
    private static final String ALLOWED = "allow";

    private final Machine machine;
    private final BpfProgram program = new BpfProgram();

    private SyscallFilter(Machine machine) {
        this.machine = machine;
    }

    /// The filter for a machine.
    static byte[] of(Machine machine) {
        return new SyscallFilter(machine).assemble();
    }

    private byte[] assemble() {
        program.load(ARCH)
                .jumpIfEqual(machine.auditArch(), "known")
                .give(KILL_PROCESS)
                .label("known")
                .load(NUMBER)
                .jumpIfAtLeast(X32_BIT, "missing")
                .jumpIfEqual(number(56, 220), "clone")
                .jumpIfEqual(number(16, 29), "ioctl")
                .jumpIfEqual(number(41, 198), "socket")
                .jumpIfEqual(number(53, 199), "socket") // socketpair
                .jumpIfEqual(number(135, 92), "personality")
                .jumpIfEqual(number(285, 47), "unsupported") // fallocate
                .jumpIfEqual(435, "missing") // clone3: its flags lie in memory, unseen from here
                .jumpIfEqual(425, "missing") // io_uring_setup
                .jumpIfEqual(426, "missing")
                .jumpIfEqual(427, "missing");
        for (DeniedCall call : DeniedCall.values()) {
            if (call.number(machine) >= 0) {
                program.jumpIfEqual(call.number(machine), DENY);
            }
        }
        program.give(ALLOW)
                .label("clone")
                .load(ARGUMENT_0)
                .jumpIfAnyBit(NEW_NAMESPACES, DENY)
                .give(ALLOW)
                .label("ioctl")
                .load(ARGUMENT_1);
        TERMINAL_INPUT.forEach(request -> program.jumpIfEqual(request, DENY));
        program.give(ALLOW).label("socket").load(ARGUMENT_0);
        SOCKET_FAMILIES.forEach(family -> program.jumpIfEqual(family, ALLOWED));
        return program.give(ERRNO | EAFNOSUPPORT)
                .label("personality") // 0 is Linux itself, all ones asks which it is
                .load(ARGUMENT_0)
                .jumpIfEqual(0, ALLOWED)
                .jumpIfEqual(-1, ALLOWED)
                .label(DENY)
                .give(ERRNO | EPERM)
                .label("missing")
                .give(ERRNO | ENOSYS)
                .label("unsupported")
                .give(ERRNO | EOPNOTSUPP)
                .label(ALLOWED)
                .give(ALLOW)
                .assemble();
    }

    private int number(int onX86, int onArm) {
        return switch (machine) {
            case X86_64 -> onX86;
            case AARCH64 -> onArm;
        };
    }
}
