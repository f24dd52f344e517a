-- What an operator is shown of one person whose number was given: each call and what the provider told of it, and the
-- bans of which that person was told nothing.

-- name: calls_of_person(recipient_id, since)
-- Each call about the sides that a person follows, with what the provider told of the message that it made.
SELECT a.entry_id, a.number, a.started_at, a.ended_at, a.outcome, a.looked_up, a.message_of,
    CASE WHEN a.number = o.attempts THEN r.word END AS word, r.error_code, r.received_at
FROM (
    SELECT side_id FROM subscription WHERE recipient_id = :recipient_id
    UNION
    SELECT side_id FROM paused_subscription WHERE recipient_id = :recipient_id
) f
CROSS JOIN ban_window w
CROSS JOIN outbox o
CROSS JOIN attempt a
LEFT JOIN receipt r ON r.provider_id = o.provider_id AND a.number = o.attempts
WHERE w.side_id = f.side_id AND w.changed_at > :since
AND o.window_id = w.window_id AND o.recipient_id = :recipient_id AND a.entry_id = o.entry_id
ORDER BY a.entry_id, a.number, r.received_at;

-- name: bans_of_sides_of(recipient_id, since)
-- The bans of the sides that a person follows, and whether anything was ever due to them about each.
SELECT f.side_id, w.starts_at, w.ends_at, p.published_at, w.closed_at, w.outcome, EXISTS (
    SELECT 1 FROM outbox o WHERE o.window_id = w.window_id AND o.recipient_id = :recipient_id
) AS was_due
FROM (
    SELECT side_id FROM subscription WHERE recipient_id = :recipient_id
    UNION
    SELECT side_id FROM paused_subscription WHERE recipient_id = :recipient_id
) f
CROSS JOIN ban_window w
JOIN publish p ON p.publish_id = w.publish_id
WHERE w.side_id = f.side_id AND w.changed_at > :since
ORDER BY w.window_id DESC;
