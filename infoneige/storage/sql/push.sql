-- Browsers that are notified, each bound to the session that subscribed it.

-- name: push_browser(session_hash)^
SELECT b.recipient_id, r.language, b.confirmed_at
FROM push_browser b JOIN recipient r ON r.recipient_id = b.recipient_id
WHERE b.session_hash = :session_hash;

-- name: keep_push_browser(session_hash, recipient_id, greeting_hash, claimed_at)!
INSERT INTO push_browser (session_hash, recipient_id, greeting_hash, claimed_at)
VALUES (:session_hash, :recipient_id, :greeting_hash, :claimed_at)
ON CONFLICT (session_hash) DO UPDATE SET
    greeting_hash = excluded.greeting_hash, claimed_at = excluded.claimed_at, confirmed_at = NULL;

-- name: move_recipient(recipient_id, address_hmac, address_sealed)!
UPDATE recipient SET address_hmac = :address_hmac, address_sealed = :address_sealed
WHERE recipient_id = :recipient_id;

-- name: reach_again(recipient_id)!
UPDATE recipient SET disabled_at = NULL, stopped_at = NULL WHERE recipient_id = :recipient_id;

-- name: sides_of(recipient_id)
SELECT side_id FROM subscription WHERE recipient_id = :recipient_id ORDER BY side_id;

-- name: forget_sides(recipient_id)!
DELETE FROM subscription WHERE recipient_id = :recipient_id;

-- name: confirm_push_browser(greeting_hash, now)!
UPDATE push_browser SET confirmed_at = :now WHERE greeting_hash = :greeting_hash AND confirmed_at IS NULL;

-- name: unconfirmed_push_browsers(before)
SELECT b.recipient_id FROM push_browser b JOIN recipient r ON r.recipient_id = b.recipient_id
WHERE b.confirmed_at IS NULL AND b.claimed_at < :before AND r.stopped_at IS NULL
ORDER BY b.claimed_at;

-- name: pushed_entries(entry_id, attempt, channel)
-- What one pushed message spoke of, the entry that leads it first.
SELECT o.kind, o.lead_minutes, o.replaces_at, o.not_after, o.window_id, o.silence_id, o.recipient_id, r.language,
    w.side_id, w.starts_at, w.ends_at, w.closed_at, w.in_progress_at, p.starts_at, p.ends_at, s.since, s.ended_at
FROM (
    SELECT entry_id FROM attempt WHERE entry_id = :entry_id AND number = :attempt
    UNION
    SELECT a.entry_id FROM attempt a JOIN attempt lead ON lead.owner = a.owner
    WHERE a.message_of = :entry_id AND lead.entry_id = :entry_id AND lead.number = :attempt
) m
JOIN outbox o ON o.entry_id = m.entry_id
JOIN recipient r ON r.recipient_id = o.recipient_id
JOIN ban_window w ON w.window_id = o.window_id
LEFT JOIN ban_window p ON p.window_id = o.previous_window_id
LEFT JOIN silence s ON s.silence_id = o.silence_id
WHERE r.channel = :channel
ORDER BY o.entry_id <> :entry_id, o.entry_id;
