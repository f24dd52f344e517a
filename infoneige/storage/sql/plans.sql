-- The plans in force, as the sources gave them, and the record of each publish.

-- name: add_source(name)!
INSERT INTO source (name) VALUES (:name) ON CONFLICT DO NOTHING;

-- name: wait_for_other_publishes()!
-- PostgreSQL makes a second publish wait here until the first commits; on SQLite BEGIN IMMEDIATE already did.
UPDATE source SET cursor = cursor WHERE name = 'operator';

-- name: mark_source_success(name, at)!
UPDATE source SET last_success_at = :at, last_error = NULL WHERE name = :name;

-- name: add_publish(source, mode, content_hash, published_at, rows_read, rows_rejected, published_by, approved_by, reason, takes_back, guards)$
INSERT INTO publish (source, mode, content_hash, published_at, rows_read, rows_rejected,
                     published_by, approved_by, reason, takes_back, guards)
VALUES (:source, :mode, :content_hash, :published_at, :rows_read, :rows_rejected,
        :published_by, :approved_by, :reason, :takes_back, :guards)
RETURNING publish_id;

-- name: create_named_side()#
CREATE TEMPORARY TABLE IF NOT EXISTS named_side (side_id TEXT PRIMARY KEY);

-- name: clear_named_side()!
DELETE FROM named_side;

-- name: name_sides(sides)!
-- sides is a JSON object whose keys they are.
INSERT INTO named_side (side_id) SELECT key FROM json_each(:sides);

-- name: named_plans()
SELECT side_id, status, planned_starts_at, planned_ends_at, replanned_starts_at, replanned_ends_at, updated_at,
       operation, reason
FROM plan JOIN named_side USING (side_id);

-- name: words_of_others(source)
-- Plans of the named sides that another source gave, with the time of its word.
SELECT plan.side_id, plan.updated_at
FROM named_side
JOIN plan ON plan.side_id = named_side.side_id
JOIN publish ON publish.publish_id = plan.publish_id
WHERE publish.source <> :source;

-- name: all_plans()
SELECT side_id, status, planned_starts_at, planned_ends_at, replanned_starts_at, replanned_ends_at, updated_at,
       operation, reason
FROM plan;

-- name: write_plans(sides, words, publish_id)!
-- What many sides have in common stands in words once; sides has its number for each.
INSERT INTO plan (side_id, status, planned_starts_at, planned_ends_at, replanned_starts_at, replanned_ends_at,
                  updated_at, operation, reason, publish_id)
WITH said AS MATERIALIZED (
    SELECT w.key AS number, CAST(w.value ->> 0 AS INTEGER) AS status,
        w.value ->> 1 AS planned_starts_at, w.value ->> 2 AS planned_ends_at,
        w.value ->> 3 AS replanned_starts_at, w.value ->> 4 AS replanned_ends_at,
        w.value ->> 5 AS updated_at, w.value ->> 6 AS operation, w.value ->> 7 AS reason
    FROM json_each(:words) AS w
)
SELECT s.key, said.status, said.planned_starts_at, said.planned_ends_at, said.replanned_starts_at,
    said.replanned_ends_at, said.updated_at, said.operation, said.reason, CAST(:publish_id AS BIGINT)
FROM json_each(:sides) AS s
CROSS JOIN said
WHERE said.number = CAST(s.value AS TEXT)
ON CONFLICT (side_id) DO UPDATE SET
    status = excluded.status,
    planned_starts_at = excluded.planned_starts_at,
    planned_ends_at = excluded.planned_ends_at,
    replanned_starts_at = excluded.replanned_starts_at,
    replanned_ends_at = excluded.replanned_ends_at,
    updated_at = excluded.updated_at,
    operation = excluded.operation,
    reason = excluded.reason,
    publish_id = excluded.publish_id;

-- name: remember_plans_before(publish_id)!
INSERT INTO plan_before (publish_id, side_id, status, planned_starts_at, planned_ends_at, replanned_starts_at,
                         replanned_ends_at, updated_at, operation, reason)
SELECT :publish_id, n.side_id, p.status, p.planned_starts_at, p.planned_ends_at, p.replanned_starts_at,
       p.replanned_ends_at, p.updated_at, p.operation, p.reason
FROM named_side n LEFT JOIN plan p ON p.side_id = n.side_id;

-- name: remove_plans(sides)!
DELETE FROM plan WHERE side_id IN (SELECT key FROM json_each(:sides));

-- name: add_anomalies(publish_id, kind, side_id, detail)*!
INSERT INTO anomaly (publish_id, kind, side_id, detail) VALUES (:publish_id, :kind, :side_id, :detail);

-- name: hold_change(source, mode, held_at, withdrawn, plans)$
INSERT INTO held_change (source, mode, held_at, withdrawn, plans)
VALUES (:source, :mode, :held_at, :withdrawn, :plans)
RETURNING held_id;

-- name: held_change_of(source, mode, plans)$
SELECT held_id FROM held_change WHERE source = :source AND mode = :mode AND plans = :plans AND resolved_at IS NULL;

-- name: overtake_held_changes(source, at)!
UPDATE held_change SET resolved_at = :at, resolution = 'overtaken' WHERE source = :source AND resolved_at IS NULL;

-- name: held_changes()
SELECT held_id, source, mode, held_at, withdrawn FROM held_change WHERE resolved_at IS NULL ORDER BY held_id;

-- name: held_change(held_id)^
SELECT source, mode, plans FROM held_change WHERE held_id = :held_id AND resolved_at IS NULL;

-- name: resolve_held_change(held_id, at, resolution)!
UPDATE held_change SET resolved_at = :at, resolution = :resolution WHERE held_id = :held_id AND resolved_at IS NULL;
