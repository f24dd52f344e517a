-- name: wait_for_rotation()!
-- A transaction that writes holds the only write lock already.
SELECT 1;
