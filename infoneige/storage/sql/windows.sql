-- Ban windows: what is live, and what one publish does to it. The temporary table changed_window is that publish.

-- name: count_live_windows(now)$
SELECT count(*) FROM ban_window WHERE closed_at IS NULL AND (ends_at IS NULL OR ends_at > :now);

-- name: live_windows_of_named_sides()
SELECT side_id, starts_at, ends_at FROM ban_window JOIN named_side USING (side_id) WHERE closed_at IS NULL;

-- name: overrun_windows(now)
SELECT side_id, starts_at, ends_at FROM plan JOIN ban_window USING (side_id)
WHERE status = 5 AND closed_at IS NULL AND ends_at <= :now
ORDER BY side_id;

-- name: create_changed_window()#
CREATE TEMPORARY TABLE IF NOT EXISTS changed_window (
    side_id TEXT PRIMARY KEY,
    event TEXT NOT NULL,
    outcome TEXT,
    starts_at TEXT,
    ends_at TEXT,
    opens INTEGER NOT NULL,
    changed_at TEXT NOT NULL,
    old_window_id BIGINT,
    new_window_id BIGINT
);

-- name: clear_changed_window()!
DELETE FROM changed_window;

-- name: name_changed_windows(sides, words, changed_at)!
-- What many sides have in common stands in words once; sides has its number for each.
INSERT INTO changed_window (side_id, event, outcome, starts_at, ends_at, opens, changed_at)
WITH said AS MATERIALIZED (
    SELECT w.key AS number, w.value ->> 0 AS event, w.value ->> 1 AS outcome,
        w.value ->> 2 AS starts_at, w.value ->> 3 AS ends_at, CAST(w.value ->> 4 AS INTEGER) AS opens
    FROM json_each(:words) AS w
)
SELECT s.key, said.event, said.outcome, said.starts_at, said.ends_at, said.opens, :changed_at
FROM json_each(:sides) AS s
CROSS JOIN said
WHERE said.number = CAST(s.value AS TEXT);

-- name: name_unchanged_window(side_id, at)!
-- A side of which nothing changed, so that the queries about changed sides can be asked about it.
INSERT INTO changed_window (side_id, event, opens, changed_at) VALUES (:side_id, 'announced', 0, :at);

-- name: find_old_windows()!
UPDATE changed_window SET old_window_id = (
    SELECT w.window_id FROM ban_window w WHERE w.side_id = changed_window.side_id AND w.closed_at IS NULL
);

-- name: inherit_unsent_changes(held_since)!
-- A change that follows another while nobody has been sent that one yet keeps the first one's time.
UPDATE changed_window SET changed_at = (
    SELECT CASE WHEN w.closed_at IS NULL OR w.changed_at > :held_since THEN w.changed_at ELSE w.closed_at END
    FROM ban_window w WHERE w.side_id = changed_window.side_id ORDER BY w.window_id DESC LIMIT 1
)
WHERE EXISTS (
    SELECT 1 FROM ban_window w WHERE w.side_id = changed_window.side_id
    AND (w.changed_at > :held_since OR w.closed_at > :held_since)
    AND w.window_id = (SELECT max(l.window_id) FROM ban_window l WHERE l.side_id = changed_window.side_id)
);

-- name: close_windows(now)!
UPDATE ban_window SET
    closed_at = :now,
    outcome = (SELECT c.outcome FROM changed_window c WHERE c.side_id = ban_window.side_id)
WHERE window_id IN (SELECT c.old_window_id FROM changed_window c WHERE c.outcome IS NOT NULL);

-- name: open_windows(publish_id)!
INSERT INTO ban_window (side_id, starts_at, ends_at, publish_id, changed_at, operation)
SELECT c.side_id, c.starts_at, c.ends_at, :publish_id, c.changed_at, p.operation
FROM changed_window c LEFT JOIN plan p ON p.side_id = c.side_id
WHERE c.opens = 1
ORDER BY c.side_id;

-- name: mark_windows_in_progress(now)!
UPDATE ban_window SET in_progress_at = :now, loading_began_at = coalesce(loading_began_at, :now)
WHERE closed_at IS NULL AND in_progress_at IS NULL
AND side_id IN (SELECT c.side_id FROM changed_window c WHERE c.event = 'in_progress');

-- name: forget_loading()!
-- Of the named sides, those no longer being loaded: what waits to say that they are is not true any more.
UPDATE outbox SET state = 'superseded', reason = 'loading stopped'
WHERE state = 'due' AND kind = 'in_progress' AND window_id IN (
    SELECT w.window_id FROM named_side n CROSS JOIN plan p CROSS JOIN ban_window w
    WHERE p.side_id = n.side_id AND p.status <> 5 AND w.side_id = n.side_id AND w.closed_at IS NULL
);

-- name: unmark_windows_in_progress()!
UPDATE ban_window SET in_progress_at = NULL
WHERE closed_at IS NULL AND in_progress_at IS NOT NULL AND side_id IN (
    SELECT n.side_id FROM named_side n CROSS JOIN plan p WHERE p.side_id = n.side_id AND p.status <> 5
);

-- name: find_new_windows()!
UPDATE changed_window SET new_window_id = (
    SELECT w.window_id FROM ban_window w WHERE w.side_id = changed_window.side_id AND w.closed_at IS NULL
)
WHERE starts_at IS NOT NULL;
