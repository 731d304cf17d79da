-- The plan between two meetings. Migration 20. Of an action counts the newest proposal: other dates, by the partner that
-- leads it; `step` is open, accepted, declined or withdrawn.
CREATE TABLE proposal_events (
    event BIGINT DEFAULT nextval('event_number'), moment TIMESTAMP NOT NULL, actor VARCHAR NOT NULL,
    network VARCHAR NOT NULL, partner VARCHAR NOT NULL, action VARCHAR NOT NULL, start_day DATE, end_day DATE,
    reason VARCHAR NOT NULL, step VARCHAR NOT NULL);

-- Up to which change of the plan somebody has seen it.
CREATE TABLE plan_look_events (
    event BIGINT DEFAULT nextval('event_number'), moment TIMESTAMP NOT NULL,
    network VARCHAR NOT NULL, account VARCHAR NOT NULL, upto BIGINT NOT NULL);

-- Actions that a network begins new ones from.
CREATE TABLE template_events (
    event BIGINT DEFAULT nextval('event_number'), moment TIMESTAMP NOT NULL, actor VARCHAR NOT NULL,
    network VARCHAR NOT NULL, action VARCHAR NOT NULL, kept BOOLEAN NOT NULL);
