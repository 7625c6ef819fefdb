package net.swarmstack.engine;

import net.swarmstack.model.RunId;
import net.swarmstack.plan.Plan;

/// A run that this process executes, with what stays the same while it does.
record ActiveRun(RunId id, Plan plan, Resolver resolver, RunListener listener) {}
