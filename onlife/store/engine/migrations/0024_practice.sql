-- Rounds in which people only try, and networks that are a made-up example. Migration 24.
ALTER TABLE round_events ADD COLUMN practice BOOLEAN DEFAULT 'false';

ALTER TABLE network_events ADD COLUMN sample BOOLEAN DEFAULT 'false';
