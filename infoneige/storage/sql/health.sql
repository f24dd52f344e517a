-- Whether the database takes writes.

-- name: try_to_write()!
-- Only in a transaction that is undone.
INSERT INTO lease (name, owner, lease_until) VALUES ('', '', '');
