-- What was published: each version, what it did to each side, who has been told of it.

-- name: versions(before, source, most)
-- The newest first, before a number; of one source, or of all for ''.
SELECT p.publish_id, p.source, p.mode, p.published_at, p.published_by, p.approved_by, p.reason, p.takes_back,
    (SELECT max(t.publish_id) FROM publish t WHERE t.takes_back = p.publish_id) AS taken_back_by,
    p.content_hash, p.rows_read, p.rows_rejected,
    (SELECT count(*) FROM plan_before b WHERE b.publish_id = p.publish_id) AS sides_kept,
    (SELECT count(*) FROM ban_window w WHERE w.publish_id = p.publish_id) AS sides_opened
FROM publish p
WHERE p.publish_id < :before AND (CAST(:source AS TEXT) = '' OR p.source = :source)
ORDER BY p.publish_id DESC
LIMIT :most;

-- name: load_of_version(publish_id)$
SELECT max(load_id) FROM plan_load WHERE publish_id = :publish_id;

-- name: sides_of_version(publish_id, published_at, most, skip)
-- The ban that a version opened on a side and the one that it closed there, by side. What only a feed closed is not
-- known any more: the plan before is kept for what people publish.
SELECT side_id, max(old_starts_at), max(old_ends_at), max(outcome), max(new_starts_at), max(new_ends_at)
FROM (
    SELECT side_id, NULL AS old_starts_at, NULL AS old_ends_at, NULL AS outcome,
        starts_at AS new_starts_at, ends_at AS new_ends_at
    FROM ban_window WHERE publish_id = :publish_id
    UNION ALL
    SELECT w.side_id, w.starts_at, w.ends_at, w.outcome, NULL, NULL
    FROM plan_before b JOIN ban_window w ON w.side_id = b.side_id
    WHERE b.publish_id = :publish_id AND w.closed_at = :published_at
    UNION ALL
    SELECT b.side_id, NULL, NULL, NULL, NULL, NULL FROM plan_before b WHERE b.publish_id = :publish_id
) sides
GROUP BY side_id
ORDER BY side_id
LIMIT :most OFFSET :skip;

-- name: count_told_of_version(publish_id, published_at)$
-- People to whom something was handed over because of it, whatever has become of it since; as it was counted before
-- the messages were forgotten, where they are.
SELECT coalesce((SELECT p.people_told FROM publish p WHERE p.publish_id = :publish_id), (
    SELECT count(*) FROM (
        SELECT o.recipient_id
        FROM ban_window w JOIN outbox o ON o.window_id = w.window_id
        WHERE w.publish_id = :publish_id AND o.handed_over_at IS NOT NULL AND o.silence_id = 0
        AND o.kind NOT IN ('cancelled', 'done', 'our_error')
        UNION
        SELECT o.recipient_id
        FROM plan_before b
        JOIN ban_window w ON w.side_id = b.side_id
        JOIN outbox o ON o.window_id = w.window_id
        WHERE b.publish_id = :publish_id AND w.closed_at = :published_at AND o.handed_over_at IS NOT NULL
        AND o.kind IN ('cancelled', 'done', 'our_error')
    ) people
));

-- name: anomalies_of_version(publish_id, most)
SELECT kind, side_id, detail FROM anomaly WHERE publish_id = :publish_id ORDER BY kind, side_id, detail LIMIT :most;

-- name: count_anomalies_of_version(publish_id)
SELECT kind, count(*) FROM anomaly WHERE publish_id = :publish_id GROUP BY kind ORDER BY kind;

-- name: names_at_the_desk()
SELECT name, display_name FROM operator;
