-- Why a partner votes so, one sentence beside its vote. Migration 19.
ALTER TABLE vote_events ADD COLUMN reason VARCHAR DEFAULT '';
