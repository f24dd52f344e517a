-- The outbox from due to done. A batch is what one token leases; picking differs by database, see the two folders.

-- name: batch_entries(until, token)
-- From window_id on a row is the same for many people; topics are read apart, once for all of them.
SELECT o.entry_id, o.attempts, o.recipient_id, r.channel, r.address, r.language,
    o.window_id, o.previous_window_id, o.silence_id, o.kind, o.lead_minutes, o.replaces_at,
    o.send_at, o.not_after, o.lease_until, r.stopped_at
FROM outbox o
JOIN recipient r ON r.recipient_id = o.recipient_id
WHERE o.lease_until <= :until AND o.lease_owner = :token
ORDER BY o.lane, o.send_at, o.entry_id;

-- name: batch_topics(until, token)
SELECT t.window_id, t.previous_window_id, t.silence_id,
    w.side_id, w.starts_at, w.ends_at, w.closed_at, w.in_progress_at,
    p.starts_at AS previous_starts_at, p.ends_at AS previous_ends_at, s.since, s.ended_at
FROM (
    SELECT DISTINCT window_id, previous_window_id, silence_id
    FROM outbox WHERE lease_until <= :until AND lease_owner = :token
) t
JOIN ban_window w ON w.window_id = t.window_id
LEFT JOIN ban_window p ON p.window_id = t.previous_window_id
LEFT JOIN silence s ON s.silence_id = t.silence_id;

-- name: drop_from_batch(entry_id, state, reason)*!
-- Only inside the transaction that picked the batch.
UPDATE outbox SET state = :state, reason = :reason, attempts = attempts - 1, lease_owner = NULL, lease_until = NULL
WHERE entry_id = :entry_id;

-- name: open_attempts(until, token, now)!
INSERT INTO attempt (entry_id, number, owner, started_at)
SELECT entry_id, attempts, lease_owner, :now FROM outbox WHERE lease_until <= :until AND lease_owner = :token;

-- name: hand_over(entry_id, attempts, token, state, at, provider_id)*!
UPDATE outbox SET state = :state, handed_over_at = :at, provider_id = :provider_id, reason = NULL,
    lease_owner = NULL, lease_until = NULL
WHERE entry_id = :entry_id AND attempts = :attempts AND lease_owner = :token;

-- name: put_aside(entry_id, attempts, token, state, send_at, hold_until, reason)*!
UPDATE outbox SET state = :state, send_at = coalesce(:send_at, send_at), reason = :reason,
    lease_owner = NULL, lease_until = :hold_until
WHERE entry_id = :entry_id AND attempts = :attempts AND lease_owner = :token;

-- name: close_attempt(entry_id, attempts, token, at, outcome)*!
UPDATE attempt SET ended_at = :at, outcome = :outcome
WHERE entry_id = :entry_id AND number = :attempts AND owner = :token AND ended_at IS NULL;

-- name: overdue_waiting(now)
SELECT entry_id, attempts, state, kind, not_after, lease_until FROM outbox
WHERE lease_until <= :now
ORDER BY lease_until, entry_id;

-- name: resolve_waiting(entry_id, attempts, found, state, send_at, hold_until, reason)*!
UPDATE outbox SET state = :state, send_at = coalesce(:send_at, send_at), reason = :reason,
    lease_owner = NULL, lease_until = :hold_until
WHERE entry_id = :entry_id AND attempts = :attempts AND state = :found;

-- name: close_abandoned_attempt(entry_id, attempts, ended_at)*!
UPDATE attempt SET ended_at = :ended_at, outcome = 'unknown'
WHERE entry_id = :entry_id AND number = :attempts AND ended_at IS NULL;

-- name: next_due_at()$
SELECT min(due_at) FROM (
    SELECT min(send_at) AS due_at FROM outbox WHERE state = 'due' AND lane = 0
    UNION ALL SELECT min(send_at) FROM outbox WHERE state = 'due' AND lane = 1
    UNION ALL SELECT min(send_at) FROM outbox WHERE state = 'due' AND lane = 2
    UNION ALL SELECT min(lease_until) FROM outbox WHERE lease_until IS NOT NULL
) AS instants;
