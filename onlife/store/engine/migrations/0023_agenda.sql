-- What a network makes of the agenda of its meeting about a round: of a point the newest row holds. Migration 23.
CREATE TABLE agenda_events (
    event BIGINT DEFAULT nextval('event_number'), moment TIMESTAMP NOT NULL, actor VARCHAR NOT NULL,
    network VARCHAR NOT NULL, round VARCHAR NOT NULL, point VARCHAR NOT NULL, place INTEGER NOT NULL,
    minutes INTEGER NOT NULL, title VARCHAR NOT NULL, kept BOOLEAN NOT NULL);

-- Which points were on the screen of a meeting, and since when.
CREATE TABLE screen_events (
    event BIGINT DEFAULT nextval('event_number'), moment TIMESTAMP NOT NULL,
    network VARCHAR NOT NULL, round VARCHAR NOT NULL, meeting VARCHAR NOT NULL, point VARCHAR NOT NULL);
