-- The signs of life of senders.

-- name: beat(sender, owner, beaten_at, trouble, since)!
INSERT INTO sender_beat (sender, owner, beaten_at, trouble, since)
VALUES (:sender, :owner, :beaten_at, :trouble, :since)
ON CONFLICT (sender, owner) DO UPDATE SET
    beaten_at = excluded.beaten_at,
    trouble = excluded.trouble,
    since = CASE WHEN sender_beat.trouble = excluded.trouble THEN sender_beat.since ELSE excluded.since END;

-- name: forget_beats(before)!
DELETE FROM sender_beat WHERE beaten_at < :before;

-- name: sender_beats()
SELECT sender, beaten_at, trouble, since FROM sender_beat ORDER BY sender, beaten_at;
