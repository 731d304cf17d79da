-- Who counts as one person. Migration 12.
-- From which device a scan was begun, as a keyed mark of this partner and round only. Once a scan is frozen the mark stands
-- without it, until the round closes, so that a device counts once also where a partner's scan was reopened.
CREATE TABLE device_events (
    event BIGINT DEFAULT nextval('event_number'), day DATE NOT NULL,
    network VARCHAR NOT NULL, round VARCHAR NOT NULL, partner VARCHAR NOT NULL, scan VARCHAR NOT NULL,
    device VARCHAR NOT NULL);

-- Printed slips, one scan each. Which scan a slip began is not kept.
CREATE TABLE slip_events (
    event BIGINT DEFAULT nextval('event_number'), day DATE NOT NULL,
    network VARCHAR NOT NULL, round VARCHAR NOT NULL, partner VARCHAR NOT NULL, slip VARCHAR NOT NULL,
    state VARCHAR NOT NULL);
