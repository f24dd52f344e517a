-- What people told us of a ban, and what follows from it; corrections are never held back.

-- name: told_windows(recipient_id, now)
-- The bans in force or to come that a person was told of, the nearest start first.
SELECT w.window_id, w.side_id, w.starts_at FROM subscription s
CROSS JOIN ban_window w
WHERE s.recipient_id = :recipient_id AND w.side_id = s.side_id AND w.closed_at IS NULL
AND (w.ends_at IS NULL OR w.ends_at > :now)
AND EXISTS (
    SELECT 1 FROM outbox o
    WHERE o.window_id = w.window_id AND o.recipient_id = s.recipient_id
    AND o.kind IN ('planned', 'short_notice', 'evening_before', 'reminder', 'moved', 'in_progress')
    AND o.state IN ('calling', 'unknown', 'accepted', 'sent', 'delivered', 'gave_up')
)
ORDER BY w.starts_at, w.window_id;

-- name: entry_subject(entry_id)^
SELECT o.recipient_id, w.starts_at FROM outbox o JOIN ban_window w ON w.window_id = o.window_id
WHERE o.entry_id = :entry_id;

-- name: add_outcomes(window_id, recipient_id, what, told_at)*!
INSERT INTO outcome (window_id, recipient_id, what, told_at) VALUES (:window_id, :recipient_id, :what, :told_at)
ON CONFLICT DO NOTHING;

-- name: supersede_reminders(window_id, recipient_id)*!
UPDATE outbox SET state = 'superseded', reason = 'car moved'
WHERE window_id = :window_id AND recipient_id = :recipient_id AND state = 'due'
AND kind IN ('reminder', 'evening_before');

-- name: supersede_reminders_of_moved(window_id, recipient_id)!
-- What a change of wishes made due again, of a ban for which the car is moved.
UPDATE outbox SET state = 'superseded', reason = 'car moved'
WHERE window_id = :window_id AND recipient_id = :recipient_id AND state = 'due'
AND kind IN ('reminder', 'evening_before')
AND EXISTS (SELECT 1 FROM outcome m WHERE m.window_id = :window_id AND m.recipient_id = :recipient_id);
