-- Who votes for a partner in a meeting without its team link, and why a partner votes so. Migration 19.
-- The newest seat of a partner in a meeting holds. Its word follows from the key of the installation and is not kept.
CREATE TABLE seat_events (
    event BIGINT DEFAULT nextval('event_number'), moment TIMESTAMP NOT NULL, actor VARCHAR NOT NULL,
    network VARCHAR NOT NULL, round VARCHAR NOT NULL, meeting VARCHAR NOT NULL, partner VARCHAR NOT NULL,
    seat VARCHAR NOT NULL);

ALTER TABLE vote_events ADD COLUMN reason VARCHAR DEFAULT '';
