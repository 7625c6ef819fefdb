-- What Swarm keeps beside the six tables of version 1, and the columns at their ends.

ALTER TABLE agents ADD COLUMN digest TEXT;           -- sha256 of the package
ALTER TABLE agents ADD COLUMN manifest JSON;         -- agent.yaml
ALTER TABLE workflows ADD COLUMN definition JSON;    -- workflow.yaml
ALTER TABLE workflow_runs ADD COLUMN owner_epoch INTEGER;
ALTER TABLE step_executions ADD COLUMN event_seq INTEGER;  -- the event that made the row

-- The truth about runs: append only. hash = SHA-256(previous hash, row); see HashChain.
CREATE TABLE run_events (
    run_id TEXT NOT NULL,
    seq INTEGER NOT NULL,
    at TIMESTAMP NOT NULL,
    type TEXT NOT NULL,
    data JSON NOT NULL,
    hash TEXT NOT NULL,
    PRIMARY KEY (run_id, seq)
);

-- The processes that execute runs; alive means: the lock on owners/<epoch>.lock is held.
CREATE TABLE owners (
    epoch INTEGER NOT NULL PRIMARY KEY,
    pid INTEGER NOT NULL,
    started_at TIMESTAMP NOT NULL
);
