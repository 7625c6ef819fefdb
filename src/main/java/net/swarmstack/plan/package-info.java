/// A definition and what the registry knows of its agents become a Plan: a checked graph. Pure.
@NullMarked
package net.swarmstack.plan;

import org.jspecify.annotations.NullMarked;
