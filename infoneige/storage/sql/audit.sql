-- The audit trail: added to and read, never changed. A row's columns stand in the order in which its hash covers them.

-- name: take_audit_number()^
-- Whoever appends waits here for the one before; answers with the number to use and the hash to chain to.
UPDATE audit_head SET number = number + 1 WHERE name = 'trail' RETURNING number, hash;

-- name: add_audit_event(number, happened_at, actor, verb, subject, detail, previous_hash, hash)!
INSERT INTO audit_event (number, happened_at, actor, verb, subject, detail, previous_hash, hash)
VALUES (:number, :happened_at, :actor, :verb, :subject, :detail, :previous_hash, :hash);

-- name: move_audit_head(hash)!
UPDATE audit_head SET hash = :hash WHERE name = 'trail';

-- name: audit_head()^
SELECT number, hash FROM audit_head WHERE name = 'trail';

-- name: audit_rows_from(first, at_most)
SELECT number, happened_at, actor, verb, subject, detail, previous_hash, hash
FROM audit_event WHERE number >= :first ORDER BY number LIMIT :at_most;

-- name: audit_row(number)^
SELECT number, happened_at, actor, verb, subject, detail, previous_hash, hash
FROM audit_event WHERE number = :number;

-- name: audit_events_before(before, actor, verb, subject, at_most)
-- An empty filter asks for all.
SELECT number, happened_at, actor, verb, subject, detail, previous_hash, hash
FROM audit_event
WHERE number < :before
AND (:actor = '' OR actor = :actor) AND (:verb = '' OR verb = :verb) AND (:subject = '' OR subject = :subject)
ORDER BY number DESC LIMIT :at_most;
