-- What a municipality fills in for its privacy page and accessibility statement. Migration 14. See onlife/content/statement.py.
CREATE TABLE statement_events (
    event BIGINT DEFAULT nextval('event_number'), moment TIMESTAMP NOT NULL, actor VARCHAR NOT NULL,
    field VARCHAR NOT NULL, value VARCHAR NOT NULL);
