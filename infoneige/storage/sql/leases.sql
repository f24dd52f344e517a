-- Work that only one process may do at a time, by name.

-- name: take_lease(name, owner, now, lease_until)!
INSERT INTO lease (name, owner, lease_until) VALUES (:name, :owner, :lease_until)
ON CONFLICT (name) DO UPDATE SET owner = excluded.owner, lease_until = excluded.lease_until
WHERE lease.owner = excluded.owner OR lease.lease_until <= :now;
