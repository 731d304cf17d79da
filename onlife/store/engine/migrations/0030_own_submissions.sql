-- A question about one network, round or partner looks at the submissions of that one only. Migration 30. A scan belongs to
-- one of each, so what holds of it stays the same; DuckDB passes a condition on to the table only where every group is of one.
CREATE OR REPLACE VIEW submissions AS
SELECT network, round, partner, scan, state, function_group, joint, source, content_version, answers, remarks, day
FROM submission_events
QUALIFY row_number() OVER (PARTITION BY network, round, partner, scan ORDER BY event DESC) = 1;
