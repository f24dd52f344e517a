-- What an operator's publish may collide with, and what it did, so that it can be taken back.

-- name: last_version()$
SELECT coalesce(max(publish_id), 0) FROM publish;

-- name: rival_versions(base)
-- Each publish since a version: how many plans it changed, and how many of those are plans of named sides.
SELECT p.publish_id, p.source, p.published_by, p.published_at, p.reason,
    coalesce(said.sides, 0) AS sides_said, coalesce(said.shared, 0) AS shared_said,
    coalesce(kept.sides, 0) AS sides_kept, coalesce(kept.shared, 0) AS shared_kept
FROM publish p
LEFT JOIN (
    SELECT l.publish_id, count(*) AS sides, count(n.side_id) AS shared
    FROM plan l LEFT JOIN named_side n ON n.side_id = l.side_id
    WHERE l.publish_id > :base GROUP BY l.publish_id
) said ON said.publish_id = p.publish_id
LEFT JOIN (
    SELECT b.publish_id, count(*) AS sides, count(n.side_id) AS shared
    FROM plan_before b LEFT JOIN named_side n ON n.side_id = b.side_id
    WHERE b.publish_id > :base GROUP BY b.publish_id
) kept ON kept.publish_id = p.publish_id
WHERE p.publish_id > :base
ORDER BY p.publish_id;

-- name: sides_of_publish(publish_id)
SELECT side_id FROM plan_before WHERE publish_id = :publish_id;

-- name: source_of_publish(publish_id)$
SELECT source FROM publish WHERE publish_id = :publish_id;

-- name: plans_before(publish_id)
-- What an operator's publish changed, as it was, and whether it still is that publish's: no later one touched the side.
SELECT b.side_id, b.status, b.planned_starts_at, b.planned_ends_at, b.replanned_starts_at, b.replanned_ends_at,
    b.updated_at, b.operation, b.reason,
    CASE WHEN p.side_id IS NOT NULL THEN p.publish_id = :publish_id
        ELSE NOT EXISTS (
            SELECT 1 FROM plan_before later WHERE later.side_id = b.side_id AND later.publish_id > :publish_id
        ) END AS is_its_own
FROM plan_before b LEFT JOIN plan p ON p.side_id = b.side_id
WHERE b.publish_id = :publish_id
ORDER BY b.side_id;
