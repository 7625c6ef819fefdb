package net.swarmstack.app;

import net.swarmstack.catalog.Catalog;
import net.swarmstack.catalog.InitReport;
import net.swarmstack.catalog.Root;
import net.swarmstack.engine.Engine;
import net.swarmstack.engine.EnginePorts;
import net.swarmstack.engine.RunHandle;
import net.swarmstack.engine.RunListener;
import net.swarmstack.engine.RunRequest;
import net.swarmstack.engine.RunViews;
import net.swarmstack.engine.UuidV7Source;
import net.swarmstack.logs.RunLogs;
import net.swarmstack.model.IdSource;
import net.swarmstack.model.WorkflowPin;
import net.swarmstack.notify.LogNotifier;
import net.swarmstack.packages.PackageStore;
import net.swarmstack.plan.Plan;
import net.swarmstack.registry.Registry;
import net.swarmstack.sandbox.Spawner;
import net.swarmstack.sandbox.process.ProcessDriver;
import net.swarmstack.step.AttemptRunner;
import net.swarmstack.step.Interpreters;

import tools.jackson.databind.JsonNode;

import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;

/// A Swarm that changes its root and executes runs: every object is made here, by its constructor.
public final class Swarm implements AutoCloseable {

    private static final InstantSource CLOCK = InstantSource.system();
}
