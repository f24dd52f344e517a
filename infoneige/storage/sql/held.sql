-- What a person sees of a change before releasing it: the bans it would take back, and who was told of them.

-- name: people_told_of_named_sides()$
SELECT count(DISTINCT o.recipient_id)
FROM named_side
JOIN ban_window w ON w.side_id = named_side.side_id AND w.closed_at IS NULL
JOIN outbox o ON o.window_id = w.window_id
WHERE o.handed_over_at IS NOT NULL;

-- name: people_subscribed_to_named_sides()$
SELECT count(DISTINCT s.recipient_id)
FROM named_side
JOIN subscription s ON s.side_id = named_side.side_id
JOIN recipient r ON r.recipient_id = s.recipient_id
WHERE r.stopped_at IS NULL;

-- name: held_requests()
-- What somebody asked a second person to put into force.
SELECT held_id, asked_by, asked_at, reason FROM held_change WHERE resolved_at IS NULL AND asked_at IS NOT NULL;

-- name: ask_for_held_change(held_id, asked_by, asked_at, reason, seen)!
-- seen is when the request was made in whose place this one stands, empty for none.
UPDATE held_change SET asked_by = :asked_by, asked_at = :asked_at, reason = :reason
WHERE held_id = :held_id AND resolved_at IS NULL AND coalesce(asked_at, '') = :seen;
