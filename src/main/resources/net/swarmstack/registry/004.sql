-- Versions that were deleted keep their rows, for runs refer to them. A workflow that never had a
-- file, made to run one agent, has such a row from the start.

ALTER TABLE agents ADD COLUMN deleted_at TIMESTAMP;
ALTER TABLE workflows ADD COLUMN deleted_at TIMESTAMP;
