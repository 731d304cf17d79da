-- The shared plan and the plans of partners. Migration 5.
-- One row per version of an action or a follow-up moment: the rows are its history. Lists are ids with commas between.
CREATE TABLE action_events (
    event BIGINT DEFAULT nextval('event_number'), moment TIMESTAMP NOT NULL, actor VARCHAR NOT NULL,
    network VARCHAR NOT NULL, holder VARCHAR NOT NULL, action VARCHAR NOT NULL, begun DATE NOT NULL,
    block VARCHAR NOT NULL, elements VARCHAR NOT NULL, what VARCHAR NOT NULL, term VARCHAR NOT NULL,
    start_day DATE, end_day DATE, goal VARCHAR NOT NULL, lead_partner VARCHAR NOT NULL, partners VARCHAR NOT NULL,
    resources VARCHAR NOT NULL, indicator VARCHAR NOT NULL, remarks VARCHAR NOT NULL, status VARCHAR NOT NULL,
    offered BOOLEAN NOT NULL);

CREATE TABLE follow_up_events (
    event BIGINT DEFAULT nextval('event_number'), moment TIMESTAMP NOT NULL, actor VARCHAR NOT NULL,
    network VARCHAR NOT NULL, action VARCHAR NOT NULL, follow_up VARCHAR NOT NULL, day DATE NOT NULL,
    held BOOLEAN NOT NULL, saw VARCHAR NOT NULL, change VARCHAR NOT NULL, dropped BOOLEAN NOT NULL);
