-- name: suppress_due(recipient_id, reason)!
UPDATE outbox SET state = 'suppressed', reason = :reason
WHERE state = 'due' AND entry_id IN (
    SELECT o.entry_id
    FROM subscription s
    CROSS JOIN ban_window w
    CROSS JOIN outbox o ON o.window_id = w.window_id AND o.recipient_id = s.recipient_id
    WHERE s.recipient_id = :recipient_id AND w.side_id = s.side_id
);
