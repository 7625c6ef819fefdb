-- What the last attempt of a step left in $SWARM_OUT: [{name, size, sha256}], or where that is
-- large, a reference. The contents are in blobs/.
ALTER TABLE step_executions ADD COLUMN artifacts JSON;
