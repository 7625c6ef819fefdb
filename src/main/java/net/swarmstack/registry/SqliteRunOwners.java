package net.swarmstack.registry;

import net.swarmstack.engine.RunOwners;
import net.swarmstack.engine.RunOwners.Owner;
import net.swarmstack.model.RunId;

import java.util.List;
import java.util.Optional;

/// The processes that execute runs, by their rows and locks. Thread-safe.
final class SqliteRunOwners implements RunOwners {

    private static final String OWNER = "SELECT owner_epoch FROM workflow_runs WHERE id = ?";

    private final Reader reader;
    private final Owners owners;

    SqliteRunOwners(Reader reader, Owners owners) {
        this.reader = reader;
        this.owners = owners;
    }

    @Override
    public Optional<Owner> of(RunId run) {
        List<Long> epochs =
                reader.read(
                        statements -> statements.list(OWNER, row -> row.getLong(1), run.value()));
        return alive().stream().filter(owner -> epochs.contains(owner.epoch())).findFirst();
    }

    @Override
    public List<Owner> alive() {
        return reader.read(statements -> owners.all(statements, true));
    }

    @Override
    public List<Owner> dead() {
        return reader.read(statements -> owners.all(statements, false));
    }

    @Override
    public List<RunId> interrupted() {
        return reader.read(
                statements -> SqliteRunQueue.interrupted(statements, owners, Integer.MAX_VALUE));
    }
}
