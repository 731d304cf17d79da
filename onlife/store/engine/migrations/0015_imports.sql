-- What came in by one list or file, so that it can be undone as a whole. Migration 15. `step`: scan, partner (made for it),
-- frozen (what came in for a partner is part of its result), undone. Nothing of a round stays once it closes.
CREATE TABLE import_events (
    event BIGINT DEFAULT nextval('event_number'), day DATE NOT NULL, actor VARCHAR NOT NULL,
    network VARCHAR NOT NULL, round VARCHAR NOT NULL, partner VARCHAR NOT NULL, scan VARCHAR NOT NULL,
    batch VARCHAR NOT NULL, step VARCHAR NOT NULL);
