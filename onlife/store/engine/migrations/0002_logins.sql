-- Migration 2. Tries to log in, and the second factor. Names and addresses stand here as keyed marks only, so that
-- the file tells nobody who tried from where; they never stand beside answers.
CREATE TABLE login_events (
    event BIGINT DEFAULT nextval('event_number'), moment TIMESTAMP NOT NULL,
    attempt VARCHAR NOT NULL, step VARCHAR NOT NULL, name VARCHAR NOT NULL, address VARCHAR NOT NULL);

-- `value`: the sealed secret with the fingerprints of its recovery codes (step `on`), or what was used up (`spent`).
CREATE TABLE factor_events (
    event BIGINT DEFAULT nextval('event_number'), moment TIMESTAMP NOT NULL, actor VARCHAR NOT NULL,
    account VARCHAR NOT NULL, step VARCHAR NOT NULL, value VARCHAR NOT NULL);
