-- What the desk shows and steers of the sources of plans.

-- name: sources()
-- Each source with the poll that is allowed next, the silence that people were told of, and its last publish.
SELECT s.name, s.cursor, s.last_success_at, s.last_error, s.paused_at, s.paused_by, l.lease_until, q.since,
    (SELECT max(p.publish_id) FROM publish p WHERE p.source = s.name) AS last_publish
FROM source s
LEFT JOIN lease l ON l.name = 'poll ' || s.name
LEFT JOIN silence q ON q.source = s.name AND q.ended_at IS NULL
ORDER BY s.name;

-- name: pause_feed(name, paused_at, paused_by)!
UPDATE source SET paused_at = :paused_at, paused_by = :paused_by WHERE name = :name AND paused_at IS NULL;

-- name: resume_feed(name)!
UPDATE source SET paused_at = NULL, paused_by = NULL WHERE name = :name AND paused_at IS NOT NULL;

-- name: recent_oddities(source, publishes)
-- What was strange in the last publishes of a source, by kind: how often, in how many of them, the last one.
SELECT a.kind, count(*), count(DISTINCT a.publish_id), max(a.publish_id)
FROM (
    SELECT publish_id FROM publish WHERE source = :source ORDER BY publish_id DESC LIMIT :publishes
) p
JOIN anomaly a ON a.publish_id = p.publish_id
GROUP BY a.kind
ORDER BY count(*) DESC, a.kind;

-- name: first_oddities(publish_id, kind, most)
SELECT side_id, detail FROM anomaly
WHERE publish_id = :publish_id AND kind = :kind
ORDER BY side_id, detail
LIMIT :most;
