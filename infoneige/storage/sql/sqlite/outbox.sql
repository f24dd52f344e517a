-- BEGIN IMMEDIATE holds all other writers off, so nothing needs to be locked or skipped.

-- name: pick_due(lane, now, batch, until, token)!
UPDATE outbox SET state = 'calling', attempts = attempts + 1, lease_owner = :token,
    lease_until = CASE WHEN not_after < :until THEN not_after ELSE :until END
WHERE entry_id IN (
    SELECT entry_id FROM outbox WHERE state = 'due' AND lane = :lane AND send_at <= :now ORDER BY send_at LIMIT :batch
);

-- name: pick_companions(now, until, token)!
-- What else is due to the same people: about the same window, about another side with the same hours, or, for news of
-- the data, about any other side. CROSS JOIN is SQLite's word for: join in this order.
UPDATE outbox SET state = 'calling', attempts = attempts + 1, lease_owner = :token,
    lease_until = CASE WHEN not_after < :until THEN not_after ELSE :until END
WHERE state = 'due' AND send_at <= :now AND entry_id IN (
    SELECT o.entry_id
    FROM outbox picked
    CROSS JOIN outbox o ON o.window_id = picked.window_id AND o.recipient_id = picked.recipient_id
        AND o.silence_id = picked.silence_id AND o.entry_id <> picked.entry_id
    WHERE picked.state = 'calling' AND picked.lease_until <= :until AND picked.lease_owner = :token
    UNION ALL
    SELECT o.entry_id
    FROM outbox picked
    CROSS JOIN ban_window w ON w.window_id = picked.window_id
    CROSS JOIN subscription s ON s.recipient_id = picked.recipient_id AND s.side_id <> w.side_id
    CROSS JOIN ban_window other ON other.side_id = s.side_id
        AND (other.starts_at = w.starts_at OR (picked.silence_id <> 0 AND other.closed_at IS NULL))
    CROSS JOIN outbox o ON o.window_id = other.window_id AND o.recipient_id = picked.recipient_id
        AND o.silence_id = picked.silence_id
    WHERE picked.state = 'calling' AND picked.lease_until <= :until AND picked.lease_owner = :token
);

-- name: expire_due(lane, now)!
UPDATE outbox SET state = 'expired', reason = 'too late'
WHERE state = 'due' AND lane = :lane AND send_at <= :now AND not_after <= :now;
