package net.swarmstack.app;

import net.swarmstack.catalog.Root;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// Looks for what keeps Swarm from working, on this machine and in a root. Repairs nothing.
public final class Doctor {

    private Doctor() {}

    /// What was found.
    ///
    /// @param machine of this machine
    /// @param root of the root
    public record Diagnosis(List<Finding> machine, List<Finding> root) {

        public Diagnosis {
            machine = List.copyOf(machine);
            root = List.copyOf(root);
        }

        public Stream<Finding> all() {
            return Stream.concat(machine.stream(), root.stream());
        }
    }

    /// Examines this machine and a root.
    ///
    /// @param environment of this process
    /// @param verify whether the history of every run is verified too, which reads all of them
    public static Diagnosis examine(Root root, Map<String, String> environment, boolean verify) {
        return new Diagnosis(
                new MachineChecks(root, environment).findings(),
                new RootChecks(root, environment, verify).findings());
    }
}
