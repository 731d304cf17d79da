-- What a view link opens: the pages of a network that somebody may look at, for whom and until when. Migration 21.
CREATE TABLE view_events (
    event BIGINT DEFAULT nextval('event_number'), moment TIMESTAMP NOT NULL, actor VARCHAR NOT NULL,
    network VARCHAR NOT NULL, link VARCHAR NOT NULL, name VARCHAR NOT NULL, pages VARCHAR NOT NULL,
    until_day DATE NOT NULL);
