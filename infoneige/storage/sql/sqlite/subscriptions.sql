-- name: wait_for_publish()$
-- BEGIN IMMEDIATE already waited.
SELECT 1;
