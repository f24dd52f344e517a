-- The outbox from due to called. A batch is what one token leases; picking differs by database, see the two folders.
-- :steps are those of answers.sql.

-- name: batch_entries(until, token)
-- From window_id on a row is the same for many people; topics are read apart, once for all of them.
SELECT o.entry_id, o.attempts, o.recipient_id, r.channel, r.address_hmac || ' ' || r.address_sealed AS stored_address, r.language,
    o.window_id, o.previous_window_id, o.silence_id, o.kind, o.lead_minutes, o.replaces_at,
    o.send_at, o.not_after, o.lease_until, r.stopped_at, r.disabled_at,
    o.previous_window_id IS NOT NULL AND EXISTS (
        SELECT 1 FROM outbox other
        WHERE other.window_id = o.previous_window_id AND other.recipient_id = o.recipient_id
        AND other.state = 'calling' AND other.lease_owner <> :token
    ) AS overtakes,
    o.previous_window_id IS NOT NULL AND o.kind IN ('cancelled', 'done', 'our_error') AND NOT EXISTS (
        SELECT 1 FROM outbox told
        WHERE told.window_id = o.previous_window_id AND told.recipient_id = o.recipient_id
        AND told.kind NOT IN ('cancelled', 'done', 'our_error', 'data_silent', 'data_back')
        AND (told.state IN ('unknown', 'accepted', 'sent', 'delivered', 'gave_up')
             OR (told.state = 'calling' AND told.lease_owner <> :token)
             OR (told.attempts > 0 AND EXISTS (
                 SELECT 1 FROM attempt a WHERE a.entry_id = told.entry_id AND a.outcome = 'unknown'
             )))
    ) AS lifts_nothing
FROM outbox o
JOIN recipient r ON r.recipient_id = o.recipient_id
WHERE o.state = 'calling' AND o.lease_until <= :until AND o.lease_owner = :token;

-- name: batch_topics(until, token)
SELECT t.window_id, t.previous_window_id, t.silence_id,
    w.side_id, w.starts_at, w.ends_at, w.closed_at, w.in_progress_at,
    p.starts_at AS previous_starts_at, p.ends_at AS previous_ends_at, s.since, s.ended_at,
    EXISTS (
        SELECT 1 FROM ban_window newer
        WHERE newer.side_id = w.side_id AND newer.window_id > w.window_id AND newer.closed_at IS NULL
    ) AS has_newer_window
FROM (
    SELECT DISTINCT window_id, previous_window_id, silence_id
    FROM outbox WHERE state = 'calling' AND lease_until <= :until AND lease_owner = :token
) t
JOIN ban_window w ON w.window_id = t.window_id
LEFT JOIN ban_window p ON p.window_id = t.previous_window_id
LEFT JOIN silence s ON s.silence_id = t.silence_id;

-- name: drop_from_batch(token, steps)!
-- Only inside the transaction that picked the batch: it takes back that a call was made.
UPDATE outbox SET state = step.value ->> 1, reason = step.value ->> 2, send_at = coalesce(step.value ->> 3, send_at),
    attempts = attempts - 1, lease_owner = NULL, lease_until = NULL
FROM json_each(:steps) AS step
WHERE entry_id = CAST(step.key AS BIGINT) AND lease_owner = :token;

-- name: open_attempts(until, token, now)!
INSERT INTO attempt (entry_id, number, owner, started_at)
SELECT entry_id, attempts, lease_owner, :now FROM outbox
WHERE state = 'calling' AND lease_until <= :until AND lease_owner = :token;

-- name: next_due_in_lane(lane)$
SELECT min(send_at) FROM outbox WHERE state = 'due' AND lane = :lane;
