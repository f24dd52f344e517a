-- Silences of a source: told once to everyone for whom a ban is near, and once more when the data are back.

-- name: source_success(name)$
SELECT last_success_at FROM source WHERE name = :name;

-- name: open_silence(source)^
SELECT silence_id, since FROM silence WHERE source = :source AND ended_at IS NULL;

-- name: begin_silence(source, since)$
INSERT INTO silence (source, since) VALUES (:source, :since) ON CONFLICT DO NOTHING RETURNING silence_id;

-- name: end_silence(silence_id, ended_at)!
UPDATE silence SET ended_at = :ended_at WHERE silence_id = :silence_id;

-- name: forget_pending_silence(silence_id)!
UPDATE outbox SET state = 'superseded', reason = 'data back' WHERE state = 'due' AND silence_id = :silence_id;

-- name: forget_pending_return(source)!
-- News that the data are back is no longer true when they have fallen silent again.
UPDATE outbox SET state = 'superseded', reason = 'data silent again'
WHERE state = 'due' AND kind = 'data_back' AND silence_id <> 0
AND silence_id IN (SELECT silence_id FROM silence WHERE source = :source);

-- name: next_start_after(source, instant)$
SELECT min(w.starts_at) FROM ban_window w JOIN publish p ON p.publish_id = w.publish_id
WHERE p.source = :source AND w.closed_at IS NULL AND w.starts_at >= :instant;

-- name: create_silence_notice()#
CREATE TEMPORARY TABLE IF NOT EXISTS silence_notice (
    profile_id BIGINT PRIMARY KEY,
    kind TEXT NOT NULL,
    urgency INTEGER NOT NULL,
    send_at TEXT NOT NULL,
    not_after TEXT NOT NULL
);

-- name: clear_silence_notice()!
DELETE FROM silence_notice;

-- name: write_silence_notices(profile_id, kind, urgency, send_at, not_after)*!
INSERT INTO silence_notice (profile_id, kind, urgency, send_at, not_after)
VALUES (:profile_id, :kind, :urgency, :send_at, :not_after);

-- name: tell_of_silence(silence_id, source, now, soon)!
-- To everyone for whom a ban is near and who was not told of this silence yet.
INSERT INTO outbox (window_id, recipient_id, kind, silence_id, lane, send_at, not_after)
SELECT w.window_id, s.recipient_id, n.kind, :silence_id, s.first_lane + n.urgency, n.send_at, n.not_after
FROM ban_window w
JOIN publish p ON p.publish_id = w.publish_id AND p.source = :source
JOIN subscription s ON s.side_id = w.side_id
JOIN silence_notice n ON n.profile_id = s.profile_id
WHERE w.closed_at IS NULL AND w.starts_at < :soon AND (w.ends_at IS NULL OR w.ends_at > :now)
AND NOT EXISTS (
    SELECT 1 FROM outbox o
    WHERE o.silence_id <> 0 AND o.silence_id = :silence_id AND o.recipient_id = s.recipient_id
)
ON CONFLICT DO NOTHING;

-- name: tell_of_return(silence_id)!
-- To those who were told of the silence, whatever became of the window meanwhile.
INSERT INTO outbox (window_id, recipient_id, kind, silence_id, lane, send_at, not_after)
SELECT o.window_id, o.recipient_id, n.kind, :silence_id, s.first_lane + n.urgency, n.send_at, n.not_after
FROM outbox o
JOIN ban_window w ON w.window_id = o.window_id
JOIN subscription s ON s.side_id = w.side_id AND s.recipient_id = o.recipient_id
JOIN silence_notice n ON n.profile_id = s.profile_id
WHERE o.silence_id = :silence_id AND o.kind = 'data_silent'
AND o.state IN ('calling', 'unknown', 'accepted', 'sent', 'delivered', 'gave_up')
ON CONFLICT DO NOTHING;
