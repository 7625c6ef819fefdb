import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.random.RandomGenerator;
import net.swarmstack.catalog.AgentRow;
import net.swarmstack.catalog.WorkflowRow;
import net.swarmstack.definition.DefinitionReader;
import net.swarmstack.engine.*;
import net.swarmstack.model.*;
import net.swarmstack.plan.*;
import net.swarmstack.registry.Registry;

public class EngineBench {
    static final int STEPS = 40;

    public static void main(String[] args) throws Exception {
        int rounds = Integer.parseInt(args[0]);
        Path dir = Files.createTempDirectory(Path.of(args[1]), "bench");
        Path db = dir.resolve("registry.db");
        Registry.create(db);
        var agentYaml = "name: echo\nversion: 1.0.0\ndescription: d\nauthor: a\nruntime: {type: node, entry: main.js}\ninputs:\n  - {name: message, type: string, required: true}\noutputs:\n  - {name: message, type: string}\n";
        var manifest = new DefinitionReader().agent("agent.yaml", agentYaml).orThrow();
        var sb = new StringBuilder("name: flow\nversion: 1.0.0\ndescription: d\nauthor: a\ntrigger: {type: manual}\nsteps:\n");
        for (int i = 0; i < STEPS; i++)
            sb.append("  - {id: s" + i + ", agent: echo, inputs: {message: \"${" + (i == 0 ? "trigger.message" : "steps.s" + (i - 1) + ".outputs.message") + "}\"}}\n");
        var def = new DefinitionReader().workflow("workflow.yaml", sb.toString()).orThrow();
        var pin = new AgentPin("agent-id", "echo", "1.0.0", Sha256.of(new byte[0]), manifest.source());
        Plan plan = Planner.plan(def, r -> new AgentLookup.Found.Pinned(pin)).orThrow();
        var wpin = new WorkflowPin("workflow-id", "flow", "1.0.0", def.source());
        try (var registry = Registry.open(db, dir.resolve("blobs"), Executors.defaultThreadFactory(), InstantSource.system());
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            registry.catalog().put(new AgentRow("agent-id", "echo", "1.0.0", "/a", "", "[]", "{}", "{}", "node", 128, 300, "[]", "a", "[]", "x", "x", "0".repeat(64), "{}"));
            registry.catalog().put(new WorkflowRow("workflow-id", "flow", "1.0.0", "/w", "", "manual", "{}", "[]", "{}", "[]", "[]", true, "a", "[]", "x", "x", "{}"));
            StepRunner runner = new StepRunner() {
                public String sandboxId(RunId run, StepId step, int attempt) { return "none-000000000000-1"; }
                public AttemptOutcome run(Attempt a, StopSignal s) { return new AttemptOutcome.Succeeded(a.inputs(), new AttemptStats(Duration.ZERO, Duration.ZERO)); }
            };
            var engine = new Engine(new EnginePorts(registry.history(), runner, List.of()), InstantSource.system(), new UuidV7Source(InstantSource.system(), RandomGenerator.getDefault()), threads, 2);
            var ours = new ArrayList<Double>(); var bare = new ArrayList<Double>(); var ratios = new ArrayList<Double>();
            RunId last = null;
            Path bareDb = dir.resolve("bare.db");
            Registry.create(bareDb);
            try (Connection c = DriverManager.getConnection("jdbc:sqlite:" + bareDb)) {
                try (var s = c.createStatement()) { s.execute("PRAGMA journal_mode=WAL"); s.execute("PRAGMA synchronous=FULL"); s.execute("PRAGMA foreign_keys=OFF"); }
                c.setAutoCommit(false);
                Bare b = null;
                for (int i = 0; i < rounds * 2; i++) {
                    long t = System.nanoTime();
                    var h = engine.start(new RunRequest(wpin, plan, "manual", Json.parse("{\"message\":\"Hello World\"}")), _ -> {});
                    var out = h.await();
                    double mine = (System.nanoTime() - t) / 1e6;
                    if (out.status() != RunStatus.SUCCEEDED) throw new IllegalStateException(out.toString());
                    last = h.id();
                    if (b == null) b = new Bare(db, last);
                    double theirs = b.run(c, "r" + i);
                    if (i >= rounds) { ours.add(mine); bare.add(theirs); ratios.add(mine / theirs); }
                }
            }
            row("engine, 40 steps ms", ours); row("41 bare commits ms", bare); row("ratio", ratios);
        }
    }

    static class Bare {
        List<Object[]> events = new ArrayList<>(); List<Object[]> steps = new ArrayList<>();
        Bare(Path db, RunId run) throws SQLException {
            try (Connection c = DriverManager.getConnection("jdbc:sqlite:" + db); var s = c.createStatement()) {
                var r = s.executeQuery("select seq, at, type, data, hash from run_events where run_id='" + run + "' order by seq");
                while (r.next()) events.add(new Object[] {r.getInt(1), r.getString(2), r.getString(3), r.getString(4), r.getString(5)});
                r = s.executeQuery("select id, step_id, agent_id, agent_name, agent_version, status, vm_id, inputs, outputs, queued_at, started_at, completed_at, duration_ms, retry_count, event_seq from step_executions where run_id='" + run + "' order by event_seq");
                while (r.next()) { Object[] o = new Object[15]; for (int i = 0; i < 15; i++) o[i] = r.getObject(i + 1); steps.add(o); }
            }
            if (events.size() != 3 * 41) throw new IllegalStateException("events " + events.size());
        }
        double run(Connection c, String id) throws SQLException {
            try (PreparedStatement ie = c.prepareStatement("insert into run_events(run_id,seq,at,type,data,hash) values(?,?,?,?,?,?)");
                 PreparedStatement is = c.prepareStatement("insert into step_executions(id,run_id,step_id,agent_id,agent_name,agent_version,status,vm_id,inputs,queued_at,started_at,retry_count,event_seq) values(?,?,?,?,?,?,'running',?,?,?,?,0,?)");
                 PreparedStatement us = c.prepareStatement("update step_executions set status='succeeded', outputs=?, completed_at=?, duration_ms=? where id=?");
                 PreparedStatement ir = c.prepareStatement("insert into workflow_runs(id,workflow_id,status,trigger_type,trigger_data,created_at) values(?,'w','running','manual','{}','x')");
                 PreparedStatement ur = c.prepareStatement("update workflow_runs set current_step=?, total_vm_time_ms = total_vm_time_ms + 0 where id=?")) {
                long t = System.nanoTime();
                for (int k = 0; k <= STEPS; k++) {
                    if (k == 0) { ir.setString(1, id); ir.executeUpdate(); }
                    for (int j = 0; j < 3; j++) { Object[] e = events.get(3 * k + j); ie.setString(1, id); for (int x = 0; x < 5; x++) ie.setObject(x + 2, e[x]); ie.executeUpdate(); }
                    if (k > 0) { Object[] s = steps.get(k - 1); us.setObject(1, s[8]); us.setObject(2, s[11]); us.setObject(3, s[12]); us.setObject(4, id + s[1]); us.executeUpdate(); }
                    if (k < STEPS) { Object[] s = steps.get(k); is.setString(1, id + s[1]); is.setString(2, id); for (int x = 1; x < 8; x++) if (x != 5) is.setObject(x < 5 ? x + 2 : x + 1, s[x]); is.setObject(9, s[9]); is.setObject(10, s[10]); is.setObject(11, s[14]); is.executeUpdate(); }
                    ur.setString(1, "s" + k); ur.setString(2, id); ur.executeUpdate();
                    c.commit();
                }
                return (System.nanoTime() - t) / 1e6;
            }
        }
    }

    static void row(String name, List<Double> values) {
        double[] v = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        System.out.printf("%-24s min %8.2f  median %8.2f  max %8.2f%n", name, v[0], v[v.length / 2], v[v.length - 1]);
    }
}
