-- What a person sees and changes on their own page. A side that they follow stands in one of two tables: among the
-- subscriptions, or paused.

-- name: recipient_card(recipient_id)^
SELECT channel, address_hmac, address_sealed, language, stopped_at, disabled_at FROM recipient
WHERE recipient_id = :recipient_id;

-- name: followed_sides(recipient_id)
SELECT f.side_id, f.label, f.ends_at, f.subscribed_at, f.paused_at, p.leads_minutes, p.quiet_from, p.quiet_to, p.kinds
FROM (
    SELECT side_id, profile_id, label, ends_at, subscribed_at, NULL AS paused_at
    FROM subscription WHERE recipient_id = :recipient_id
    UNION ALL
    SELECT side_id, profile_id, label, ends_at, subscribed_at, paused_at
    FROM paused_subscription WHERE recipient_id = :recipient_id
) f
JOIN profile p ON p.profile_id = f.profile_id
ORDER BY f.subscribed_at, f.side_id;

-- name: describe_side(recipient_id, side_id, label, ends_at)!
UPDATE subscription SET label = :label, ends_at = :ends_at
WHERE side_id = :side_id AND recipient_id = :recipient_id;

-- name: describe_paused_side(recipient_id, side_id, label, ends_at)!
UPDATE paused_subscription SET label = :label, ends_at = :ends_at
WHERE recipient_id = :recipient_id AND side_id = :side_id;

-- name: set_paused_profile(recipient_id, side_id, profile_id)!
UPDATE paused_subscription SET profile_id = :profile_id WHERE recipient_id = :recipient_id AND side_id = :side_id;

-- name: pause_sides(recipient_id, paused_at)!
INSERT INTO paused_subscription (recipient_id, side_id, profile_id, label, ends_at, subscribed_at, paused_at)
SELECT recipient_id, side_id, profile_id, label, ends_at, subscribed_at, :paused_at
FROM subscription WHERE recipient_id = :recipient_id
ON CONFLICT (recipient_id, side_id) DO UPDATE SET
    profile_id = excluded.profile_id, label = excluded.label, ends_at = excluded.ends_at;

-- name: follow_as_before(recipient_id, side_id)!
UPDATE subscription SET subscribed_at = paused.subscribed_at
FROM paused_subscription paused
WHERE subscription.side_id = :side_id AND subscription.recipient_id = :recipient_id
AND paused.side_id = subscription.side_id AND paused.recipient_id = subscription.recipient_id;

-- name: forget_side(recipient_id, side_id)!
DELETE FROM subscription WHERE side_id = :side_id AND recipient_id = :recipient_id;

-- name: forget_paused_side(recipient_id, side_id)!
DELETE FROM paused_subscription WHERE recipient_id = :recipient_id AND side_id = :side_id;

-- name: supersede_due_of(recipient_id, side_id, reason)!
UPDATE outbox SET state = 'superseded', reason = :reason
WHERE state = 'due' AND recipient_id = :recipient_id
AND window_id IN (SELECT w.window_id FROM ban_window w WHERE w.side_id = :side_id);

-- name: messages_of(recipient_id, since)
-- Everything that was due about the sides that a person follows, the newest first.
SELECT o.entry_id, w.side_id, w.starts_at, w.ends_at, o.kind, o.lead_minutes, o.state, o.reason, o.send_at, o.not_after,
    o.handed_over_at, o.replaces_at, o.attempts
FROM (
    SELECT side_id, recipient_id FROM subscription WHERE recipient_id = :recipient_id
    UNION
    SELECT side_id, recipient_id FROM paused_subscription WHERE recipient_id = :recipient_id
) f
CROSS JOIN ban_window w
CROSS JOIN outbox o
WHERE w.side_id = f.side_id AND w.changed_at > :since
AND o.window_id = w.window_id AND o.recipient_id = f.recipient_id
ORDER BY coalesce(o.handed_over_at, o.send_at) DESC, o.entry_id DESC;

-- name: moved_windows_of(recipient_id, now)
-- The sides for whose present or coming ban a person said that the car is moved.
SELECT w.side_id FROM subscription s
CROSS JOIN ban_window w
CROSS JOIN outcome o
WHERE s.recipient_id = :recipient_id AND w.side_id = s.side_id AND w.closed_at IS NULL
AND (w.ends_at IS NULL OR w.ends_at > :now) AND o.window_id = w.window_id AND o.recipient_id = s.recipient_id;

-- name: forget_outcome(recipient_id, side_id)!
DELETE FROM outcome WHERE recipient_id = :recipient_id
AND window_id IN (SELECT w.window_id FROM ban_window w WHERE w.side_id = :side_id AND w.closed_at IS NULL);

-- name: ended_sides(now)
SELECT recipient_id, side_id FROM subscription WHERE ends_at IS NOT NULL AND ends_at <= :now
UNION
SELECT recipient_id, side_id FROM paused_subscription WHERE ends_at IS NOT NULL AND ends_at <= :now
ORDER BY recipient_id, side_id;

-- name: count_followed(recipient_id)$
SELECT (SELECT count(*) FROM subscription WHERE recipient_id = :recipient_id)
    + (SELECT count(*) FROM paused_subscription WHERE recipient_id = :recipient_id);
