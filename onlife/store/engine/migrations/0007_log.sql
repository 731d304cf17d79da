-- The log book. Migration 7. One row per act, each sealed over all it says and the seal of the row before it; `number`
-- counts per network ('' is the installation itself). `thing` and `actor` are ids, so that no name outlives what it named.
CREATE TABLE log_events (
    event BIGINT NOT NULL, moment TIMESTAMP NOT NULL, actor VARCHAR NOT NULL, network VARCHAR NOT NULL,
    number BIGINT NOT NULL, act VARCHAR NOT NULL, thing VARCHAR NOT NULL, detail VARCHAR NOT NULL, seal VARCHAR NOT NULL);
