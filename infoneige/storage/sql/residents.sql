-- What residents' pages read. :wanted is a JSON object whose names are sides; json_each is spelled the same in both
-- databases.

-- name: known_of_sides(wanted)
SELECT k.key, p.status, p.updated_at, p.operation, p.reason, w.starts_at, w.ends_at
FROM json_each(:wanted) AS k
LEFT JOIN plan p ON p.side_id = k.key
LEFT JOIN ban_window w ON w.side_id = k.key AND w.closed_at IS NULL;

-- name: data_sources()
-- When each source was last good: one that has fallen silent, when its silence began.
SELECT s.name, coalesce(q.since, s.last_success_at)
FROM source s
LEFT JOIN silence q ON q.source = s.name AND q.ended_at IS NULL;

-- name: revisions_of_side(side_id, at_most)
SELECT w.window_id, w.starts_at, w.ends_at, p.published_at, w.in_progress_at, w.closed_at, w.outcome
FROM ban_window w
JOIN publish p ON p.publish_id = w.publish_id
WHERE w.side_id = :side_id
ORDER BY w.window_id DESC
LIMIT :at_most;

-- name: latest_publish()$
-- Nothing of what is known changes without a new one.
SELECT max(publish_id) FROM publish;

-- name: known_of_city()
SELECT p.side_id, p.status, w.starts_at, w.ends_at
FROM plan p
LEFT JOIN ban_window w ON w.side_id = p.side_id AND w.closed_at IS NULL;
