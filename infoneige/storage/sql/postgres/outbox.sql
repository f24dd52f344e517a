-- Several workers claim at once. Each locks the people of its batch and skips those of others, so that nobody is in two
-- batches; and it skips rows that a publish is changing, so that it never waits and can be in no deadlock.

-- name: pick_due(lane, now, batch, until, token)!
-- People are locked before their rows: a claim that skips a person must not hold a row of theirs, which the claim that
-- has the person would then leave behind. More are looked at than are taken, since another claim may have the first.
WITH candidate AS MATERIALIZED (
    SELECT entry_id, recipient_id, send_at FROM outbox
    WHERE state = 'due' AND lane = :lane AND send_at <= :now
    ORDER BY send_at
    LIMIT 3 * CAST(:batch AS INTEGER)
), person AS MATERIALIZED (
    SELECT r.recipient_id FROM candidate c JOIN recipient r ON r.recipient_id = c.recipient_id
    ORDER BY c.send_at
    LIMIT :batch
    FOR NO KEY UPDATE OF r SKIP LOCKED
), picked AS MATERIALIZED (
    SELECT o.entry_id FROM outbox o
    WHERE o.entry_id IN (SELECT c.entry_id FROM candidate c WHERE c.recipient_id IN (SELECT recipient_id FROM person))
    AND o.state = 'due'
    ORDER BY o.send_at
    LIMIT :batch
    FOR NO KEY UPDATE SKIP LOCKED
)
UPDATE outbox SET state = 'calling', attempts = attempts + 1, lease_owner = :token,
    lease_until = CASE WHEN not_after < :until THEN not_after ELSE :until END
FROM picked
WHERE outbox.entry_id = picked.entry_id AND outbox.state = 'due';

-- name: pick_companions(now, until, token)!
-- What else is due to the same people: about the same window, about another side with the same hours, or, for news of
-- the data, about any other side.
WITH companion AS MATERIALIZED (
    SELECT o.entry_id
    FROM outbox o
    WHERE o.state = 'due' AND o.send_at <= :now AND o.entry_id IN (
        SELECT o.entry_id
        FROM outbox picked
        JOIN outbox o ON o.window_id = picked.window_id AND o.recipient_id = picked.recipient_id
            AND o.silence_id = picked.silence_id
        WHERE picked.state = 'calling' AND picked.lease_until <= :until AND picked.lease_owner = :token
        UNION ALL
        SELECT o.entry_id
        FROM outbox picked
        JOIN ban_window w ON w.window_id = picked.window_id
        JOIN subscription s ON s.recipient_id = picked.recipient_id AND s.side_id <> w.side_id
        JOIN ban_window other ON other.side_id = s.side_id
            AND (other.starts_at = w.starts_at OR (picked.silence_id <> 0 AND other.closed_at IS NULL))
        JOIN outbox o ON o.window_id = other.window_id AND o.recipient_id = picked.recipient_id
            AND o.silence_id = picked.silence_id
        WHERE picked.state = 'calling' AND picked.lease_until <= :until AND picked.lease_owner = :token
    )
    FOR NO KEY UPDATE SKIP LOCKED
)
UPDATE outbox SET state = 'calling', attempts = attempts + 1, lease_owner = :token,
    lease_until = CASE WHEN not_after < :until THEN not_after ELSE :until END
FROM companion
WHERE outbox.entry_id = companion.entry_id AND outbox.state = 'due';

-- name: expire_due(lane, now)!
WITH late AS MATERIALIZED (
    SELECT entry_id FROM outbox
    WHERE state = 'due' AND lane = :lane AND send_at <= :now AND not_after <= :now
    FOR NO KEY UPDATE SKIP LOCKED
)
UPDATE outbox SET state = 'expired', reason = 'too late'
FROM late
WHERE outbox.entry_id = late.entry_id AND outbox.state = 'due';
