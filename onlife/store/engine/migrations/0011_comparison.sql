-- Standing beside the other networks of the installation. Migration 11. See onlife/domain/peer.py.
-- Whether a network takes part.
CREATE TABLE comparing_events (
    event BIGINT DEFAULT nextval('event_number'), moment TIMESTAMP NOT NULL, actor VARCHAR NOT NULL,
    network VARCHAR NOT NULL, taking_part BOOLEAN NOT NULL);

-- What a network brings in with a closed round: block -> score in whole points. Without scores, and then without a
-- round: it takes part no longer.
CREATE TABLE comparison_events (
    event BIGINT DEFAULT nextval('event_number'), moment TIMESTAMP NOT NULL, actor VARCHAR NOT NULL,
    network VARCHAR NOT NULL, round VARCHAR NOT NULL, content_version INTEGER NOT NULL,
    scores MAP(VARCHAR, VARCHAR) NOT NULL);

-- What is shown from here on to all who take part: block -> '40 60'. Of no network, so that erasing one moves nothing
-- until the next step.
CREATE TABLE strip_events (
    event BIGINT DEFAULT nextval('event_number'), moment TIMESTAMP NOT NULL, content_version INTEGER NOT NULL,
    strips MAP(VARCHAR, VARCHAR) NOT NULL);
