-- name: wait_for_other_limits()$
-- Whoever counts before writing holds the others off until the commit, so that two never count the same.
SELECT 1 FROM (SELECT pg_advisory_xact_lock(4723108222)) AS held;
