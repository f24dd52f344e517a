-- name: suppress_due(recipient_id, reason)!
WITH pending AS MATERIALIZED (
    SELECT o.entry_id
    FROM subscription s
    JOIN ban_window w ON w.side_id = s.side_id
    JOIN outbox o ON o.window_id = w.window_id AND o.recipient_id = s.recipient_id
    WHERE s.recipient_id = :recipient_id AND o.state = 'due'
    FOR NO KEY UPDATE OF o SKIP LOCKED
)
UPDATE outbox SET state = 'suppressed', reason = :reason
FROM pending
WHERE outbox.entry_id = pending.entry_id AND outbox.state = 'due';
