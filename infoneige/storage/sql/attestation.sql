-- What a resident's attestation says of one side.

-- name: announced_on_side(side_id, since, until)
-- Every revision that was announced, was in force or ended between the two instants, the oldest first.
SELECT p.publish_id, p.source, p.content_hash, p.reason,
    w.window_id, w.starts_at, w.ends_at, p.published_at, w.in_progress_at, w.closed_at, w.outcome
FROM ban_window w
JOIN publish p ON p.publish_id = w.publish_id
WHERE w.side_id = :side_id AND p.published_at <= :until
AND coalesce(w.closed_at, w.ends_at, :until) >= :since
ORDER BY w.window_id;

-- name: delivered_on_side(recipient_id, side_id)
-- When the network said that a message arrived, by the entry that it served.
SELECT o.entry_id, min(t.received_at)
FROM ban_window w
JOIN outbox o ON o.window_id = w.window_id
JOIN receipt t ON t.provider_id = o.provider_id
WHERE w.side_id = :side_id AND o.recipient_id = :recipient_id AND t.word = 'delivered'
GROUP BY o.entry_id;

-- name: drawn_attestation(subject)^
-- The first, should the same document ever have been drawn twice.
SELECT number, happened_at, hash FROM audit_event
WHERE subject = :subject AND verb = 'attestation.drawn'
ORDER BY number LIMIT 1;
