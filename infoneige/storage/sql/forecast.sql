-- What waits for one sender, as the forecast wants it: alike messages counted, not listed.

-- name: due_by_kind(first, last)
-- People who are due the same at the same time on several sides are sent one message.
SELECT kind, send_at, not_after, count(DISTINCT recipient_id)
FROM outbox
WHERE state = 'due' AND lane BETWEEN :first AND :last
GROUP BY kind, send_at, not_after;

-- name: sample_of_due(first, last, at_most)
-- Some of the bans that messages will speak of, the latest first, for the length of their words.
SELECT DISTINCT w.window_id, w.side_id, w.starts_at, w.ends_at, o.kind
FROM (
    SELECT window_id, kind FROM outbox
    WHERE state = 'due' AND lane BETWEEN :first AND :last
    ORDER BY entry_id DESC
    LIMIT :at_most
) o
JOIN ban_window w ON w.window_id = o.window_id;
