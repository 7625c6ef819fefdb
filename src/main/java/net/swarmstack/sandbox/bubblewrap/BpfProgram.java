package net.swarmstack.sandbox.bubblewrap;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Assembles a classic BPF program, as `seccomp(2)` takes one: an array of `struct sock_filter`
/// (`linux/filter.h`), in the byte order of the machine. Jumps go forward only, by label.
final class BpfProgram {

    /// `BPF_LD | BPF_W | BPF_ABS`: loads 32 bits of `struct seccomp_data`.
    private static final short LOAD = 0x20;

    /// `BPF_JMP | BPF_JEQ | BPF_K`
    private static final short JUMP_IF_EQUAL = 0x15;

    /// `BPF_JMP | BPF_JGE | BPF_K`
    private static final short JUMP_IF_AT_LEAST = 0x35;

    /// `BPF_JMP | BPF_JSET | BPF_K`
    private static final short JUMP_IF_ANY_BIT = 0x45;

    /// `BPF_RET | BPF_K`
    private static final short RETURN = 0x06;

    /// A jump has 8 bits for its length.
    private static final int MAX_JUMP = 255;

    private static final int INSTRUCTION_BYTES = 8;

    private record Instruction(short code, String whenTrue, int operand) {}

    private static final String NEXT = "";

    private final List<Instruction> instructions = new ArrayList<>();
    private final Map<String, Integer> labels = new HashMap<>();

    BpfProgram load(int offset) {
        return add(LOAD, NEXT, offset);
    }

    BpfProgram jumpIfEqual(int value, String label) {
        return add(JUMP_IF_EQUAL, label, value);
    }

    /// Unsigned.
    BpfProgram jumpIfAtLeast(int value, String label) {
        return add(JUMP_IF_AT_LEAST, label, value);
    }

    BpfProgram jumpIfAnyBit(int bits, String label) {
        return add(JUMP_IF_ANY_BIT, label, bits);
    }

    BpfProgram give(int action) {
        return add(RETURN, NEXT, action);
    }

    BpfProgram label(String name) {
        labels.put(name, instructions.size());
        return this;
    }

    private BpfProgram add(short code, String whenTrue, int operand) {
        instructions.add(new Instruction(code, whenTrue, operand));
        return this;
    }

    /// The program.
    ///
    /// @throws IllegalStateException where a jump is too long, or goes nowhere
    byte[] assemble() {
        var bytes =
                ByteBuffer.allocate(instructions.size() * INSTRUCTION_BYTES)
                        .order(ByteOrder.nativeOrder());
        for (int i = 0; i < instructions.size(); i++) {
            Instruction instruction = instructions.get(i);
            bytes.putShort(instruction.code)
                    .put((byte) distance(i, instruction.whenTrue))
                    .put((byte) 0)
                    .putInt(instruction.operand);
        }
        return bytes.array();
    }

    private int distance(int from, String label) {
        int to = label.equals(NEXT) ? from + 1 : labels.getOrDefault(label, -1);
        int distance = to - from - 1;
        if (distance < 0 || distance > MAX_JUMP) {
            throw new IllegalStateException("no jump from " + from + " to " + label);
        }
        return distance;
    }
}
