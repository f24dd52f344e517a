-- name: wait_for_rotation()!
-- Waits for whoever is adding a key, and keeps others from adding one until the commit.
LOCK TABLE key_check IN SHARE MODE;
