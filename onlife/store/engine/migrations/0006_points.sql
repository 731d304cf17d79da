-- What the network wants to talk about. Migration 6. The newest row says whether an element is a point for discussion.
CREATE TABLE point_events (
    event BIGINT DEFAULT nextval('event_number'), moment TIMESTAMP NOT NULL, actor VARCHAR NOT NULL,
    network VARCHAR NOT NULL, round VARCHAR NOT NULL, element VARCHAR NOT NULL, marked BOOLEAN NOT NULL);
