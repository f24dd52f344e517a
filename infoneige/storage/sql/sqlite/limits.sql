-- name: wait_for_other_limits()$
-- BEGIN IMMEDIATE already waited.
SELECT 1;
