-- Which process executes a run: owner_epoch names it until the run and its handlers are over, or the
-- run waits for a person. Queued is a run that nobody has begun.

ALTER TABLE owners ADD COLUMN socket TEXT;
ALTER TABLE owners ADD COLUMN adopts BOOLEAN DEFAULT 0;       -- takes runs that nobody executes
ALTER TABLE workflow_runs ADD COLUMN resumed_from TEXT;
ALTER TABLE workflow_runs ADD COLUMN retry_of TEXT;
ALTER TABLE step_executions ADD COLUMN waits_for TEXT;        -- retry, outcome_unknown

UPDATE workflow_runs SET owner_epoch = NULL
WHERE status NOT IN ('pending', 'running', 'waiting');

CREATE INDEX idx_runs_owner ON workflow_runs(owner_epoch, id) WHERE owner_epoch IS NOT NULL;
CREATE INDEX idx_runs_queued ON workflow_runs(id) WHERE owner_epoch IS NULL AND status = 'pending';
