-- Several workers claim at once. Each locks the people of its batch and skips those of others, so that nobody is in two
-- batches; and it skips rows that a publish is changing, so that it never waits and can be in no deadlock.
--
-- Rows are found step by step and by their ids, and their state is looked at once they are locked: a planner whose
-- statistics are of a quiet hour would go through all that a storm made due, at each claim.

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
    SELECT o.entry_id, o.state FROM outbox o
    WHERE o.entry_id IN (SELECT c.entry_id FROM candidate c WHERE c.recipient_id IN (SELECT recipient_id FROM person))
    ORDER BY o.send_at
    LIMIT :batch
    FOR NO KEY UPDATE SKIP LOCKED
)
UPDATE outbox SET state = 'calling', attempts = attempts + 1, lease_owner = :token,
    lease_until = CASE WHEN not_after < :until THEN not_after ELSE :until END
FROM picked
WHERE outbox.entry_id = picked.entry_id AND picked.state = 'due';

-- name: pick_companions(now, until, token)!
-- What else is due to the same people: about the same window, about another side with the same hours, or, for news of
-- the data, about any other side.
WITH picked AS MATERIALIZED (
    SELECT o.window_id, o.recipient_id, o.silence_id, w.side_id, w.starts_at
    FROM outbox o JOIN ban_window w ON w.window_id = o.window_id
    WHERE o.state = 'calling' AND o.lease_until <= :until AND o.lease_owner = :token
), elsewhere AS MATERIALIZED (
    SELECT p.recipient_id, p.silence_id, p.starts_at, s.side_id
    FROM picked p JOIN subscription s ON s.recipient_id = p.recipient_id AND s.side_id <> p.side_id
), related AS MATERIALIZED (
    SELECT o.entry_id, o.state, o.send_at
    FROM picked p
    JOIN outbox o ON o.window_id = p.window_id AND o.recipient_id = p.recipient_id AND o.silence_id = p.silence_id
    UNION ALL
    SELECT o.entry_id, o.state, o.send_at
    FROM elsewhere e
    JOIN ban_window w ON w.side_id = e.side_id
        AND (w.starts_at = e.starts_at OR (e.silence_id <> 0 AND w.closed_at IS NULL))
    JOIN outbox o ON o.window_id = w.window_id AND o.recipient_id = e.recipient_id AND o.silence_id = e.silence_id
), companion AS MATERIALIZED (
    SELECT entry_id, state FROM outbox
    WHERE entry_id IN (SELECT entry_id FROM related WHERE state = 'due' AND send_at <= :now)
    FOR NO KEY UPDATE SKIP LOCKED
)
UPDATE outbox SET state = 'calling', attempts = attempts + 1, lease_owner = :token,
    lease_until = CASE WHEN not_after < :until THEN not_after ELSE :until END
FROM companion
WHERE outbox.entry_id = companion.entry_id AND companion.state = 'due';

-- name: expire_due(lane, now)!
WITH late AS MATERIALIZED (
    SELECT entry_id FROM outbox
    WHERE state = 'due' AND lane = :lane AND send_at <= :now AND not_after <= :now
    FOR NO KEY UPDATE SKIP LOCKED
)
UPDATE outbox SET state = 'expired', reason = 'too late'
FROM late
WHERE outbox.entry_id = late.entry_id AND outbox.state = 'due';
