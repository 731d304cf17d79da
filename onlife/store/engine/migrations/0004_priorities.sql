-- Priorities: stars with their reason. Migration 4.
-- One row per choice; `partner` is empty for what the network agreed. A partner's priorities reach the network once it
-- shares them.
CREATE TABLE priority_events (
    event BIGINT DEFAULT nextval('event_number'), moment TIMESTAMP NOT NULL, actor VARCHAR NOT NULL,
    network VARCHAR NOT NULL, round VARCHAR NOT NULL, partner VARCHAR NOT NULL, block VARCHAR NOT NULL,
    stars TINYINT NOT NULL, comment VARCHAR NOT NULL, direction VARCHAR NOT NULL);

CREATE TABLE sharing_events (
    event BIGINT DEFAULT nextval('event_number'), moment TIMESTAMP NOT NULL, actor VARCHAR NOT NULL,
    network VARCHAR NOT NULL, round VARCHAR NOT NULL, partner VARCHAR NOT NULL, shared BOOLEAN NOT NULL);
