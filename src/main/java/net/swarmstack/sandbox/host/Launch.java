package net.swarmstack.sandbox.host;

import net.swarmstack.sandbox.Spawner;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// How a process of the host becomes the program in the sandbox.
///
/// @param argv the host's process
/// @param environment all of it
/// @param workingFolder where it starts
/// @param stdin what it reads
public record Launch(
        List<String> argv,
        Map<String, String> environment,
        Path workingFolder,
        Spawner.Stdin stdin) {}
