-- Migration 3. What was taken away, by whom: never what was in it.
CREATE TABLE export_events (
    event BIGINT DEFAULT nextval('event_number'), moment TIMESTAMP NOT NULL, actor VARCHAR NOT NULL,
    network VARCHAR NOT NULL, what VARCHAR NOT NULL);
