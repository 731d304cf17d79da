-- The network meeting: where it stands, what is asked, votes, agreed colours, notes, presence. Migration 9.
-- `about` is a block id or an element id. Agreed stars are priorities of the network and live in priority_events.
CREATE TABLE meeting_events (
    event BIGINT DEFAULT nextval('event_number'), moment TIMESTAMP NOT NULL, actor VARCHAR NOT NULL,
    network VARCHAR NOT NULL, round VARCHAR NOT NULL, meeting VARCHAR NOT NULL, day DATE NOT NULL,
    state VARCHAR NOT NULL);

CREATE TABLE question_events (
    event BIGINT DEFAULT nextval('event_number'), moment TIMESTAMP NOT NULL, actor VARCHAR NOT NULL,
    network VARCHAR NOT NULL, round VARCHAR NOT NULL, meeting VARCHAR NOT NULL, question VARCHAR NOT NULL,
    kind VARCHAR NOT NULL, about VARCHAR NOT NULL, step VARCHAR NOT NULL);

CREATE TABLE vote_events (
    event BIGINT DEFAULT nextval('event_number'), moment TIMESTAMP NOT NULL, actor VARCHAR NOT NULL,
    network VARCHAR NOT NULL, round VARCHAR NOT NULL, meeting VARCHAR NOT NULL, question VARCHAR NOT NULL,
    partner VARCHAR NOT NULL, choice VARCHAR NOT NULL);

CREATE TABLE agreement_events (
    event BIGINT DEFAULT nextval('event_number'), moment TIMESTAMP NOT NULL, actor VARCHAR NOT NULL,
    network VARCHAR NOT NULL, round VARCHAR NOT NULL, meeting VARCHAR NOT NULL, about VARCHAR NOT NULL,
    light VARCHAR NOT NULL, reason VARCHAR NOT NULL);

CREATE TABLE note_events (
    event BIGINT DEFAULT nextval('event_number'), moment TIMESTAMP NOT NULL, actor VARCHAR NOT NULL,
    network VARCHAR NOT NULL, round VARCHAR NOT NULL, meeting VARCHAR NOT NULL, point VARCHAR NOT NULL,
    text VARCHAR NOT NULL);

CREATE TABLE presence_events (
    event BIGINT DEFAULT nextval('event_number'), moment TIMESTAMP NOT NULL, actor VARCHAR NOT NULL,
    network VARCHAR NOT NULL, round VARCHAR NOT NULL, meeting VARCHAR NOT NULL, partner VARCHAR NOT NULL,
    present BOOLEAN NOT NULL);
