package net.swarmstack.definition;

import net.swarmstack.model.Location;

/// A name or reference in a definition, and where it was written.
public record LocatedText(String text, Location at) {}
