package net.swarmstack.faults;

import net.swarmstack.app.Swarm;
import net.swarmstack.app.SwarmReader;
import net.swarmstack.catalog.Registration.OnConflict;
import net.swarmstack.catalog.Root;
import net.swarmstack.e2e.Program;
import net.swarmstack.engine.RunViews;
import net.swarmstack.engine.RunViews.RunView;
import net.swarmstack.packages.Durable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/// A root whose one agent does what its input says, and writes down beside the root each time that
/// it executes.
///
/// @param folder of the root, `root`, and of what its agents write
record FaultRoot(Path folder) {

    private static final String MANIFEST =
            """
            name: actor
            version: 1.0.0
            description: Does what its input says of each attempt
            author: tests
            runtime: {type: shell, entry: main.sh}
            inputs: [{name: acts, type: string}]
            outputs: [{name: said, type: string}]
            """;

    /// The words of `acts` are for one attempt each, the last for all that follow. `gate` waits
    /// until there is a file `open`, `keep` does so when it has left a file; `orphan` leaves a
    /// process that no session, parent or pipe ties to the agent, and sleeps.
    private static final String SCRIPT =
            """
            folder=../../../../..
            echo "$SWARM_STEP $SWARM_ATTEMPT" >>$folder/executions
            set -- $(sed -n 's/.*"acts":"\\([a-z ]*\\)".*/\\1/p')
            n=$SWARM_ATTEMPT
            while [ "$n" -gt 1 ] && [ $# -gt 1 ]; do
                shift
                n=$((n - 1))
            done
            said=$SWARM_STEP
            case $1 in
                gate) until [ -e $folder/open ]; do sleep 0.02; done ;;
                keep)
                    echo kept >"$SWARM_OUT/kept.txt"
                    until [ -e $folder/open ]; do sleep 0.02; done
                    ;;
                sleep) exec sleep 600 ;;
                fail) exit 75 ;;
                much) said=$(head -c 40000 /dev/zero | tr '\\0' x) ;;
                heaps) said=$(head -c 900000 /dev/zero | tr '\\0' x) ;;
                file) echo kept >"$SWARM_OUT/kept.txt" ;;
                orphan)
                    (setsid sh -c 'echo $$ >../../../../../orphan; exec sleep 600' \\
                        >/dev/null 2>&1 </dev/null &)
                    exec sleep 600
                    ;;
            esac
            printf '{"said":"%s"}' "$said"
            """;

    /// Makes one.
    ///
    /// @param flows the text of each workflow from `steps:` on, by its name
    static FaultRoot make(Path folder, Map<String, String> flows) {
        var made = new FaultRoot(folder);
        try (Swarm swarm = made.swarm()) {
            made.write("actor/main.sh", SCRIPT);
            Path agent = made.write("actor/agent.yaml", MANIFEST);
            swarm.registrar().registerAgent(agent, OnConflict.REFUSE);
            flows.forEach((name, steps) -> {
                Path flow = made.write(name + ".yaml", workflow(name, steps));
                swarm.registrar().registerWorkflow(flow, OnConflict.REFUSE);
            });
        }
        // Its agents write beside the root, which no isolated one sees.
        made.write("root/swarm-registry/config.yaml", "sandbox: {driver: process}\n");
        return made;
    }

    /// Makes one for the program as people start it, which else would change a root at first sight
    /// that was made by the classes of this process.
    static FaultRoot makeFor(Path folder, Map<String, String> flows) {
        FaultRoot made = make(folder, flows);
        new Program(folder).out("init");
        return made;
    }

    private static String workflow(String name, String steps) {
        return "name: " + name + "\nversion: 1.0.0\ntrigger: {type: manual}\n" + steps;
    }

    private Path write(String name, String text) {
        try {
            Path file = folder.resolve(name);
            Files.createDirectories(file.resolveSibling(""));
            return Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The same root at another place, which is not there yet.
    FaultRoot copy(Path to) {
        try {
            int status =
                    new ProcessBuilder("cp", "-a", folder.toString(), to.toString())
                            .inheritIO()
                            .start()
                            .waitFor();
            if (status != 0) {
                throw new IllegalStateException("cp ended with " + status);
            }
            return new FaultRoot(to);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts a test", e);
        }
    }

    Root root() {
        return new Root(folder.resolve("root"));
    }

    /// Opens it in this process.
    Swarm swarm() {
        return Swarm.open(root(), System.getenv(), _ -> {});
    }

    /// Lets agents go on that wait.
    void open() {
        write("open", "");
    }

    /// The step and the number of each attempt that executed, as in `first 1`, in their order.
    List<String> executions() {
        try {
            Path file = folder.resolve("executions");
            return Files.exists(file) ? Files.readAllLines(file) : List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// What the registry shows; changes nothing.
    <T> T read(Function<RunViews, T> question) {
        try (SwarmReader reader = SwarmReader.open(root())) {
            return question.apply(reader.runs());
        }
    }

    /// The runs, newest first.
    List<RunView> runs() {
        return read(views -> views.list(1000));
    }

    /// Goes on with every run that nobody executes, in this process, until all are over.
    void recover() {
        try (Swarm swarm = swarm()) {
            swarm.work();
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts a test", e);
        }
    }

    /// Removes it.
    void delete() {
        try {
            Durable.deleteTree(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
