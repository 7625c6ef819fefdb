package net.swarmstack.sandbox;

import java.util.List;

/// The name of a file in a sandbox, relative to the sandbox, such as `in/input.json`. Its first
/// part is one of the folders that every sandbox has.
public record SandboxPath(String name) {

    /// Where every sandbox keeps what: the agent's files (read-only), what was put in, what is
    /// taken out, the files that are kept, the working folder, `$HOME` and `$TMPDIR`.
    private static final List<String> FOLDERS =
            List.of("package", "in", "out", "artifacts", "work", "home", "tmp");

    /// @throws IllegalArgumentException where the name leaves the sandbox, or has not one form only
    public SandboxPath {
        List<String> parts = List.of(name.split("/", -1));
        boolean plain =
                parts.stream()
                        .noneMatch(part -> part.isEmpty() || part.equals(".") || part.equals(".."));
        if (!plain || name.indexOf('\0') >= 0 || !FOLDERS.contains(parts.getFirst())) {
            throw new IllegalArgumentException("not the name of a file in a sandbox: " + name);
        }
    }

    /// The folders that every sandbox has, without the read-only `package`.
    public static List<String> writableFolders() {
        return FOLDERS.subList(1, FOLDERS.size());
    }

    /// The file of that name, a `/` between folders.
    public static SandboxPath of(String name) {
        return new SandboxPath(name);
    }

    /// Its folder and file names, outermost first.
    public List<String> parts() {
        return List.of(name.split("/", -1));
    }

    @Override
    public String toString() {
        return name;
    }
}
