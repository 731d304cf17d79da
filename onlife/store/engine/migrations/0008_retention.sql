-- How long each kind of data is kept, per network, in months. Migration 8. Without a row the default of the app holds.
CREATE TABLE retention_events (
    event BIGINT DEFAULT nextval('event_number'), moment TIMESTAMP NOT NULL, actor VARCHAR NOT NULL,
    network VARCHAR NOT NULL, kind VARCHAR NOT NULL, months INTEGER NOT NULL);
