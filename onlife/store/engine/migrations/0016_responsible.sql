-- Who carries an action out: a function or a team, in free text, beside the partner that leads it. Migration 16.
ALTER TABLE action_events ADD COLUMN responsible VARCHAR DEFAULT '';
