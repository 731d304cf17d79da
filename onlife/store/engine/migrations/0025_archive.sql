-- What was shown of the closed rounds of a network that was read back from an archive. Migration 25. A row for each partner with
-- what was shown of it, as JSON, and one without a partner for the rest. There are no scans to compute it from.
CREATE TABLE archived_results (
    event BIGINT NOT NULL, network VARCHAR NOT NULL, round VARCHAR NOT NULL, partner VARCHAR NOT NULL,
    shown VARCHAR NOT NULL);
