-- The loads of the operators' desk: their files, what was read of them, what they would do, and what became of them.

-- name: add_load(kind, loaded_by, loaded_at, file_name, mode, day_first, takes_back, is_our_error, content, content_hash, batch, base_version)$
INSERT INTO plan_load (kind, loaded_by, loaded_at, file_name, mode, day_first, takes_back, is_our_error,
                       content, content_hash, batch, base_version, state, moved_at)
VALUES (:kind, :loaded_by, :loaded_at, :file_name, :mode, :day_first, :takes_back, :is_our_error,
        :content, :content_hash, :batch, :base_version, 'received', :loaded_at)
RETURNING load_id;

-- name: load_of(load_id)^
SELECT load_id, kind, loaded_by, loaded_at, file_name, mode, state, moved_at, content_hash, progress, day_first,
       takes_back, is_our_error, refusal, base_version, reason, requested_by, approved_by, publish_at, publish_id
FROM plan_load WHERE load_id = :load_id;

-- name: recent_loads(loaded_by, most)
SELECT load_id, kind, loaded_by, loaded_at, file_name, mode, state, moved_at, content_hash, progress, day_first,
       takes_back, is_our_error, refusal, base_version, reason, requested_by, approved_by, publish_at, publish_id
FROM plan_load WHERE loaded_by = coalesce(:loaded_by, loaded_by) ORDER BY load_id DESC LIMIT :most;

-- name: loads_in_states(states)
-- states is a JSON object whose keys they are: json_each is spelled the same in both databases for objects alone.
SELECT load_id, kind, loaded_by, loaded_at, file_name, mode, state, moved_at, content_hash, progress, day_first,
       takes_back, is_our_error, refusal, base_version, reason, requested_by, approved_by, publish_at, publish_id
FROM plan_load WHERE state IN (SELECT key FROM json_each(:states)) ORDER BY load_id;

-- name: load_content(load_id)$
SELECT content FROM plan_load WHERE load_id = :load_id;

-- name: load_batch(load_id)$
SELECT batch FROM plan_load WHERE load_id = :load_id;

-- name: load_preview(load_id)$
SELECT preview FROM plan_load WHERE load_id = :load_id;

-- name: keep_load_batch(load_id, batch)!
UPDATE plan_load SET batch = :batch WHERE load_id = :load_id;

-- name: tell_load_progress(load_id, state, progress, now)!
UPDATE plan_load SET progress = :progress, moved_at = :now WHERE load_id = :load_id AND state = :state;

-- name: move_load(load_id, from_states, state, now, sets_refusal, refusal, sets_preview, preview, sets_base_version, base_version, sets_reason, reason, sets_requested_by, requested_by, sets_approved_by, approved_by, sets_publish_at, publish_at, sets_publish_id, publish_id)!
-- A column keeps what it says unless its sets_ is 1. from_states is as in loads_in_states.
UPDATE plan_load SET
    state = :state,
    moved_at = :now,
    progress = 0,
    refusal = CASE WHEN :sets_refusal = 1 THEN :refusal ELSE refusal END,
    preview = CASE WHEN :sets_preview = 1 THEN :preview ELSE preview END,
    base_version = CASE WHEN :sets_base_version = 1 THEN :base_version ELSE base_version END,
    reason = CASE WHEN :sets_reason = 1 THEN :reason ELSE reason END,
    requested_by = CASE WHEN :sets_requested_by = 1 THEN :requested_by ELSE requested_by END,
    approved_by = CASE WHEN :sets_approved_by = 1 THEN :approved_by ELSE approved_by END,
    publish_at = CASE WHEN :sets_publish_at = 1 THEN :publish_at ELSE publish_at END,
    publish_id = CASE WHEN :sets_publish_id = 1 THEN :publish_id ELSE publish_id END
WHERE load_id = :load_id AND state IN (SELECT key FROM json_each(:from_states));

-- name: due_loads(now)
SELECT load_id FROM plan_load WHERE state = 'scheduled' AND publish_at <= :now ORDER BY publish_at, load_id;

-- name: version_with_content(content_hash, load_id)$
-- The last version that this very content became, by a file other than this load's.
SELECT max(publish_id) FROM plan_load WHERE content_hash = :content_hash AND load_id <> :load_id AND kind = 'file';

-- name: last_version_of_a_file()$
SELECT max(publish_id) FROM plan_load WHERE kind = 'file';

-- name: add_rejected_rows(load_id, number, line, header, value, reason, suggestion, fix)*!
INSERT INTO rejected_row (load_id, number, line, header, value, reason, suggestion, fix)
VALUES (:load_id, :number, :line, :header, :value, :reason, :suggestion, :fix);

-- name: forget_rejected_rows(load_id)!
DELETE FROM rejected_row WHERE load_id = :load_id;

-- name: rejected_rows(load_id, first, last)
SELECT line, header, value, reason, suggestion, fix FROM rejected_row
WHERE load_id = :load_id AND number >= :first AND number < :last ORDER BY number;

-- name: rejected_kinds(load_id)
SELECT reason, count(*) FROM rejected_row WHERE load_id = :load_id GROUP BY reason ORDER BY 2 DESC, 1;

-- name: silent_loads(silent_since)
-- Loads that somebody worked on and whose job has said nothing since.
SELECT load_id FROM plan_load WHERE state IN ('received', 'reading', 'weighing') AND moved_at <= :silent_since;

-- name: stale_loads(moved_before)
-- Loads whose staging is kept although nothing has moved them for so long; a scheduled one waits for its hour.
SELECT load_id FROM plan_load
WHERE moved_at <= :moved_before AND state <> 'scheduled'
AND (content IS NOT NULL OR batch IS NOT NULL OR preview IS NOT NULL
     OR state NOT IN ('unusable', 'failed', 'published', 'abandoned'));

-- name: forget_staging(load_id)!
UPDATE plan_load SET
    content = NULL, batch = NULL, preview = NULL,
    state = CASE WHEN state IN ('unusable', 'failed', 'published', 'abandoned') THEN state ELSE 'abandoned' END
WHERE load_id = :load_id;
